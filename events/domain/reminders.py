"""Seven days and one day before an event, and the day before an offered place goes on."""

from collections.abc import Iterator
from datetime import datetime, time

from django.conf import settings
from django.db.models import Q

from andersom.lib.dates import ONE_DAY, instant, local_date
from andersom.notifications.domain.reminders import ON_THE_DAY_UNTIL, Reminder, Rule
from andersom.workflow.domain import came_into
from events.emails import registration as mails
from events.models import Registration
from events.models.registration import RegistrationQuerySet
from events.states import TAKING_PLACE, RegistrationState

WEEK, DAY = 7, 1  # days before


def coming(at: datetime) -> Iterator[Reminder]:
    """To everybody who comes. Whose place became sure after a reminder's day has just read
    everything and gets none; a moved event is reminded of anew.
    """
    today = local_date(at)
    soon = _coming().filter(
        event__during__startswith__gt=at,
        event__during__startswith__lt=instant(today + (WEEK + 1) * ONE_DAY, time.min),
    )
    since = soon.annotate(sure_at=came_into(Registration, RegistrationState.CONFIRMED))
    rows = since.select_related("event", "user").prefetch_related("choices__item").order_by("pk")
    for registration in rows:
        day = local_date(registration.event.during.lower)
        days = _days_before((day - today).days, at)
        read = local_date(registration.sure_at or registration.created_at)
        if days and (day - read).days > days:
            yield mails.reminder(registration, days=days, at=at)


def _days_before(left: int, at: datetime) -> int:
    """Which reminder is due with so many days to go; 0 when none is.

    On the day itself only early, for who could not be told the day before.
    """
    if left > DAY:
        return WEEK
    on_the_day = left == DAY or at < instant(local_date(at), ON_THE_DAY_UNTIL)
    return DAY if on_the_day else 0


def coming_holds(about: str) -> bool:
    """Whether she still comes, and it still begins then."""
    pk, begins = about.split("@")
    moment = datetime.fromisoformat(begins)
    return _coming().filter(pk=pk, event__during__startswith=moment).exists()


def offers(at: datetime) -> Iterator[Reminder]:
    """An offered place from the waiting list, on the day before the term ends and still unanswered.

    Not on the very day of the offer.
    """
    today = local_date(at)
    until = instant(today + 2 * ONE_DAY, time.min)
    rows = _offered().filter(answer_by__gt=at, answer_by__lt=until)
    since = rows.annotate(offered_at=came_into(Registration, RegistrationState.OFFERED))
    early = since.filter(Q(offered_at=None) | Q(offered_at__lt=instant(today, time.min)))
    for registration in early.select_related("event", "user").order_by("pk"):
        if registration.answer_by:
            yield mails.offered_reminder(registration, registration.answer_by, at=at)


RULES = (
    Rule("events.reminder", coming, coming_holds),
    Rule("events.offered_reminder", offers, mails.still_offered),
)


def _coming() -> RegistrationQuerySet:
    """With a sure place at an event that takes place."""
    return _within_reach(Registration.objects.coming())


def _offered() -> RegistrationQuerySet:
    return _within_reach(Registration.objects.filter(state=RegistrationState.OFFERED))


def _within_reach(rows: RegistrationQuerySet) -> RegistrationQuerySet:
    """Whoever walked in or was erased left no address."""
    found = rows.filter(event__state__in=TAKING_PLACE).exclude(user=None, email="")
    return found.exclude(user=None, email__endswith=settings.ERASED_DOMAIN)
