"""Mails about the team's look at a provider or an offer, and about certificates that run out.

One family of texts serves the looks at both.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.domain.reminders import Reminder
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.links import absolute, whole
from providers.models import Offer, Professional, Provider


def still_so(about: str) -> bool:
    """Whether the provider or offer of ``about`` ("offer:17:approved") is still in this state."""
    which, pk, state = about.split(":")
    model = Offer if which == Offer._meta.model_name else Provider
    return model._default_manager.filter(pk=pk, state=state).exists()


KINDS = {
    "approved": Kind(topic=Topic.BOOKING, holds=still_so),
    "changes_asked": Kind(topic=Topic.BOOKING, holds=still_so),
    "declined": Kind(topic=Topic.BOOKING, holds=still_so),
    "resumed": Kind(topic=Topic.BOOKING, holds=still_so),
    "suspended": Kind(topic=Topic.BOOKING, holds=still_so),
    "submitted": Kind(topic=Topic.TEAM, holds=still_so),
    "vog_renewal": Kind(topic=Topic.REMINDER, harmless_twice=True),
}


def submitted(thing: Provider | Offer, *, at: datetime) -> None:
    """To the project team: something waits for your look."""
    link = reverse(f"admin:providers_{thing._meta.model_name}_review", args=[thing.pk])
    _send("submitted", thing, User.objects.filter(is_staff=True, is_active=True), link, at=at)


def decided(thing: Provider | Offer, verdict: str, *, reason: str, at: datetime) -> None:
    """To all members: ``verdict`` is approved, changes_asked, declined, suspended or resumed."""
    if isinstance(thing, Offer):
        link = reverse("providers:offer_preview", args=[thing.pk])
    else:
        link = reverse("providers:profile")
    members = User.objects.filter(
        provider_memberships__provider=_provider(thing), is_active=True
    ).order_by("pk")
    _send(verdict, thing, members, link, at=at, reason=reason)


def vog_renewal(
    user: User,
    professional: Professional,
    *,
    until: date,
    stage: str,
    at: datetime,
    not_after: datetime,
) -> Reminder:
    """The certificate counts until that day; ``stage`` is weeks8, weeks2 or over."""
    return Reminder(
        kind="providers.vog_renewal",
        to=user,
        key=f"providers.vog_renewal:{professional.pk}:{until}:{stage}:user:{user.pk}",
        context={
            "name": user.get_short_name(),
            "professional": professional.name,
            "for_her": professional.user_id == user.pk,
            "until": until,
            "stage": stage,
            "url": absolute("providers:professional", professional.pk),
        },
        at=at,
        link=reverse("providers:professional", args=[professional.pk]),
        about=f"{professional.pk}:{until}:{user.pk}",
        not_after=not_after,
    )


def _send(
    name: str,
    thing: Provider | Offer,
    people: Iterable[User],
    link: str,
    *,
    at: datetime,
    reason: str = "",
) -> None:
    context = {
        "title": str(thing),
        "provider": _provider(thing).name,
        "is_offer": isinstance(thing, Offer),
        "reason": reason,
        "link": whole(link),
    }
    for person in people:
        send(
            f"providers.{name}",
            to=person,
            key=f"{name}:{thing._meta.label_lower}:{thing.pk}:{at.isoformat()}:{person.pk}",
            context=context | {"name": person.get_short_name()},
            at=at,
            link=link,
            about=f"{thing._meta.model_name}:{thing.pk}:{thing.state}",
        )


def _provider(thing: Provider | Offer) -> Provider:
    return thing.provider if isinstance(thing, Offer) else thing
