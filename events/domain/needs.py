"""What people freely tell about food and access: kept short, for the kitchen and the door only."""

from datetime import datetime, timedelta

from django.conf import settings

from events.models import Needs, Registration


def keep(registration: Registration, *, food: str, access: str) -> None:
    """Write down what somebody needs; nothing told leaves no row."""
    told = {"food": food.strip(), "access": access.strip()}
    if any(told.values()):
        Needs.objects.update_or_create(registration=registration, defaults=told)
    else:
        forget(registration)


def forget(registration: Registration) -> None:
    Needs.objects.filter(registration=registration).delete()


def forget_old(*, at: datetime) -> int:
    """Throw away what was told for events that ended long enough ago; for how many people."""
    limit = at - timedelta(days=settings.EVENT_NEEDS_DAYS)
    old = Needs.objects.filter(registration__event__during__endswith__lte=limit)
    return old.delete()[0]
