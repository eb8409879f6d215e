"""The face of a provider: what it tells, how complete that is, and the single next thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.workflow import domain as workflow
from providers.domain import images
from providers.models import Availability, Offer, Professional, Provider, VogRecord

FIELDS = (
    *("name", "summary", "description", "vision", "website"),
    *("email", "phone", "postcode_area"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. ``required``: without it the team cannot look at the profile."""

    code: str
    label: str
    why: str
    done: bool
    required: bool
    url: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks look at beyond the provider's own columns."""

    professional: bool
    vog: bool
    availability: bool
    offer: bool


def facts(provider: Provider) -> Facts:
    """One query. The certificate counts when it was seen for everybody who is active."""
    people = Professional.objects.active().filter(provider=OuterRef("pk"))
    seen = VogRecord.objects.filter(professional=OuterRef("pk"))
    row = (
        Provider.objects.filter(pk=provider.pk)
        .values_list(
            Exists(people),
            Exists(people.exclude(Exists(seen))),
            Exists(Availability.objects.filter(professional__provider=OuterRef("pk"), grid__gt=0)),
            Exists(Offer.objects.filter(provider=OuterRef("pk"))),
        )
        .get()
    )
    professional, unseen, availability, offer = row
    return Facts(professional, professional and not unseen, availability, offer)


def checks(provider: Provider, facts: Facts) -> list[Check]:
    """In the order in which it is easiest to do."""
    edit = reverse("providers:profile_edit")
    people = reverse("providers:professional_list")
    return [
        Check(
            "description",
            _("Tell who you are"),
            _("Schools read this first."),
            bool(provider.summary and provider.description),
            True,
            f"{edit}#id_summary",
        ),
        Check(
            "vision",
            _("Write your vision on education"),
            _("Schools choose what fits their own vision."),
            bool(provider.vision),
            True,
            f"{edit}#id_vision",
        ),
        Check(
            "professional",
            _("Add a professional"),
            _("A school asks for a person, not for a company."),
            facts.professional,
            True,
            reverse("providers:professional_add"),
        ),
        Check(
            "logo",
            _("Add your logo"),
            _("It makes you easy to recognise in the catalogue."),
            bool(provider.logo),
            False,
            f"{edit}#id_logo",
        ),
        Check(
            "vog",
            _("Show the VOG of every professional"),
            _("Nobody stands before a group without one."),
            facts.vog,
            False,
            people,
        ),
        Check(
            "availability",
            _("Fill in when your professionals are free"),
            _("Without day parts nobody is found for a request."),
            facts.availability,
            False,
            people,
        ),
        Check(
            "offer",
            _("Describe your first offer"),
            _("With it you stand in the catalogue for every school."),
            facts.offer,
            False,
            reverse("providers:offer_add"),
        ),
    ]


def next_check(found: Sequence[Check]) -> Check | None:
    """The one thing to do now; None when everything is there."""
    return next((check for check in found if not check.done), None)


def missing(found: Sequence[Check]) -> list[Check]:
    """What has to be there before the team can look."""
    return [check for check in found if check.required and not check.done]


@transaction.atomic
def save(provider: Provider, *, by: User, at: datetime) -> Provider:
    """Keep what a form has put on the provider. The state stays; the team sees a line."""
    provider.save(update_fields=FIELDS)
    workflow.record(provider, "edit", source=provider.state, target=provider.state, by=by, at=at)
    return provider


@transaction.atomic
def set_logo(
    provider: Provider, upload: IO[bytes] | None, size: int, *, by: User, at: datetime
) -> Provider:
    """Replace the logo, or take it away with None. Raises images.Refused; nothing changes then."""
    old, storage = provider.logo.name, provider.logo.storage
    file = None if upload is None else images.clean(upload, size, images.LOGO)
    if file is None:
        provider.logo = ""
        provider.save(update_fields=["logo"])
    else:
        provider.logo.save(str(file.name), file, save=False)
        provider.save(update_fields=["logo"])
    workflow.record(provider, "logo", source=provider.state, target=provider.state, by=by, at=at)
    if old:
        transaction.on_commit(lambda: storage.delete(old))
    return provider


def may_see_logo(user: Any, name: str) -> bool:
    """Everybody when the provider is in the catalogue; else its members and the team."""
    if Provider.objects.approved().filter(logo=name).exists():
        return True
    return user.is_authenticated and Provider.objects.visible_to(user).filter(logo=name).exists()
