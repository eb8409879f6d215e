"""What we keep about a person's coming, for herself; and making it unrecognisable."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from andersom.accounts.models import User
from events.domain import needs, places, registrations
from events.models import Registration
from events.states import RegistrationState


def own_data(user: User, addresses: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Her registrations, by account or by address, as plain values."""
    hers = Q(user=user) | Q(email__in=[address.lower() for address in addresses])
    found = Registration.objects.filter(hers).select_related("event", "needs")
    for one in found.prefetch_related("choices__item").order_by("pk"):
        told = getattr(one, "needs", None)
        yield {
            "event": one.event.title,
            "at": one.event.during.lower.isoformat(),
            "name": one.name,
            "email": one.email,
            "organisation": one.organisation,
            "state": one.state,
            "shown_to_others": one.shown,
            "rounds": [choice.item.title for choice in one.choices.all()],
            "food": told.food if told else "",
            "access": told.access if told else "",
            "came_in": str(one.checked_in_at or ""),
        }


def forget(user: User, addresses: Iterable[str]) -> None:
    """Names and addresses go. A place at an event to come goes to the next in line; those of the
    past stay counted.
    """
    now = timezone.now()
    hers = Q(user=user) | Q(email__in=[address.lower() for address in addresses])
    for one in Registration.objects.filter(hers).select_related("event").order_by("event", "pk"):
        event = places.lock_of(one)
        if one.state != RegistrationState.CANCELLED and event.during.lower > now:
            registrations.leave(one, "cancel", by=None, at=now)
            places.offer_next(event, at=now)
        needs.forget(one)
        one.name, one.organisation = "", ""
        one.email = f"erased-{one.pk}@{settings.ERASED_DOMAIN}"
        one.user, one.shown = None, False
        one.save(update_fields=["name", "organisation", "email", "user", "shown"])
