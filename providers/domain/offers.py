"""Offers of a provider, until the team has looked."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.workflow import domain as workflow
from providers.models import Offer
from providers.states import Review

# What relates many to many, so is set after the row exists.
SETS = ("tags", "professionals")
COPIED = (
    *("provider", "summary", "description", "goals", "domain", "learning_area", "years"),
    *("group_size", "lesson_minutes", "lessons", "rate", "rate_unit", "travel", "material", "vat"),
)


@transaction.atomic
def save(offer: Offer, sets: dict[str, Any], *, by: User, at: datetime) -> Offer:
    """Keep a new or changed offer; its address stays when the title changes."""
    new = offer.pk is None
    if new:
        offer.slug = free_slug(offer)
        offer.created_at = at
    offer.save()
    for name in SETS:
        getattr(offer, name).set(sets[name])
    source = "" if new else offer.state
    verb = "create" if new else "edit"
    workflow.record(offer, verb, source=source, target=offer.state, by=by, at=at)
    return offer


@transaction.atomic
def copy(offer: Offer, *, by: User, at: datetime) -> Offer:
    """A draft with the same texts, people and prices; photos stay with the first."""
    fields = {name: getattr(offer, name) for name in COPIED}
    title = _("%(title)s (copy)") % {"title": offer.title}
    twin = Offer(title=title[:120], state=Review.DRAFT, **fields)
    return save(twin, {name: list(getattr(offer, name).all()) for name in SETS}, by=by, at=at)


def free_slug(offer: Offer) -> str:
    """The title as an address, numbered when the provider has it already.

    Two of one title at the very same moment: the second meets the constraint and is told to try
    again, which is rarer than a lock would be dear.
    """
    wanted = slugify(offer.title)[:120] or "aanbod"
    taken = set(
        Offer.objects.filter(provider=offer.provider, slug__startswith=wanted).values_list(
            "slug", flat=True
        )
    )
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
