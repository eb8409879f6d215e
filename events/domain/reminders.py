"""Seven days and one day before: a mail to everybody who comes, once."""

from datetime import datetime, timedelta

from django.db.models import Q

from andersom.lib.dates import ZONE, local_date
from andersom.notifications.models import Email, InboxItem
from events.domain.places import RUNNING
from events.emails import registration as mails
from events.models import Event, Registration

#: Days before the event → at how many days before it is too late for this one.
DAYS = {7: 1, 1: 0}
FROM_HOUR = 8  # nobody wants a mail in the night


def send_due(*, at: datetime) -> int:
    """Send what is due and was not sent; how many. Who registered after a reminder's day has just
    read everything and gets none; a moved event is reminded of anew.
    """
    if at.astimezone(ZONE).hour < FROM_HOUR:
        return 0
    soon = Q(during__startswith__gt=at, during__startswith__lte=at + timedelta(days=8))
    return sum(_remind(event, at) for event in Event.objects.filter(soon, state__in=RUNNING))


def _remind(event: Event, at: datetime) -> int:
    day, today = local_date(event.during.lower), local_date(at)
    left = (day - today).days
    sent = 0
    for days, too_late in DAYS.items():
        if too_late < left <= days:
            for registration in _to_remind(event, days):
                sent += mails.reminder(registration, days=days, day=day, at=at)
    return sent


def _to_remind(event: Event, days: int) -> list[Registration]:
    """Who comes, registered before the day of this reminder, and did not get it."""
    day = local_date(event.during.lower)
    coming = event.registrations.coming().select_related("event", "user")
    early = [
        one
        for one in coming.prefetch_related("choices__item")
        if (day - local_date(one.created_at)).days > days
    ]
    keys = [mails.reminder_key(one.pk, days, day) for one in early]
    sent = {
        *Email.objects.filter(key__in=keys).values_list("key", flat=True),
        *InboxItem.objects.filter(key__in=keys).values_list("key", flat=True),
    }
    return [one for one, key in zip(early, keys, strict=True) if key not in sent]
