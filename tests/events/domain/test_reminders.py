"""Seven days and one day before, once, and nobody who cancelled."""

from datetime import datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from andersom.notifications.domain import reminders
from andersom.notifications.models import Email, Heartbeat
from events import tasks
from events.domain import registrations, visits
from events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS, DAY, NOW, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
MORNING = timedelta(hours=-4)  # nine o'clock, when it begins at one


def told(at: datetime) -> int:
    return reminders.run(at=at).get("events.reminder", 0)


def sent() -> list[str]:
    return sorted(Email.objects.filter(kind="events.reminder").values_list("address", flat=True))


def test_each_reminder_goes_out_once_to_who_comes() -> None:
    event = EventFactory()
    coming = RegistrationFactory(event=event)
    with_account = RegistrationFactory(event=event, user=UserFactory())
    RegistrationFactory(event=event, cancelled=True)
    RegistrationFactory(event=event, waiting=True)
    RegistrationFactory(event=event, state="unconfirmed", answer_by=BEGINS)
    everybody = sorted([coming.email, with_account.user.email])
    assert told(BEGINS - 8 * DAY + MORNING) == 0
    assert told(BEGINS - 7 * DAY + MORNING) == 2
    assert told(BEGINS - 6 * DAY + MORNING) == 0
    assert sent() == everybody
    assert told(BEGINS - DAY + MORNING) == 2
    assert told(BEGINS - DAY) == 0
    assert sent() == sorted(everybody * 2)


def test_nobody_is_mailed_in_the_night_nor_for_what_is_off() -> None:
    RegistrationFactory(event=EventFactory())
    RegistrationFactory(event=EventFactory(cancelled=True))
    assert told(BEGINS - 7 * DAY - timedelta(hours=6)) == 0
    assert told(BEGINS - 7 * DAY + MORNING) == 1


def test_who_registered_just_now_is_not_reminded_of_it() -> None:
    RegistrationFactory(event=EventFactory(), created_at=BEGINS - 3 * DAY)
    assert told(BEGINS - 2 * DAY + MORNING) == 0
    assert told(BEGINS - DAY + MORNING) == 1


def test_who_took_a_place_from_the_waiting_list_just_now_is_not_reminded_of_it() -> None:
    """She has read when and where in the mail that says that the place is hers."""
    one = RegistrationFactory(event=EventFactory(), state="offered", answer_by=BEGINS)
    registrations.accept(one, by=None, at=BEGINS - 3 * DAY)
    assert told(BEGINS - 2 * DAY + MORNING) == 0
    assert told(BEGINS - DAY + MORNING) == 1


def test_who_changes_her_details_is_reminded_as_before() -> None:
    one = RegistrationFactory(event=EventFactory())
    new = visits.Change(name="Ander", organisation="", shown=False, food="", access="")
    visits.change(one, new, by=None, at=BEGINS - DAY - timedelta(hours=5))
    assert told(BEGINS - DAY + MORNING) == 1


def test_who_cancels_after_the_first_does_not_get_the_second() -> None:
    one = RegistrationFactory(event=EventFactory())
    assert told(BEGINS - 7 * DAY + MORNING) == 1
    registrations.cancel(one, by=None, at=BEGINS - 2 * DAY)
    assert told(BEGINS - DAY + MORNING) == 0


def test_the_tick_beats() -> None:
    RegistrationFactory(event=EventFactory(capacity=1), state="offered", answer_by=NOW - DAY)
    tasks.look()
    assert Heartbeat.objects.get(name="events").count >= 1
    assert Event.objects.get().taken == 0


def test_a_moved_event_is_reminded_of_anew_and_only_then() -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    assert told(BEGINS - 7 * DAY + MORNING) == 1
    Event.objects.update(during=DateTimeTZRange(BEGINS + DAY, BEGINS + 2 * DAY))
    assert told(BEGINS - 7 * DAY + MORNING + timedelta(minutes=2)) == 0
    assert told(BEGINS - 6 * DAY + MORNING) == 1


def test_an_offered_place_is_reminded_of_on_the_day_before_it_goes_on() -> None:
    """Not on the very day of the offer, which was a mail of its own."""
    event = EventFactory(capacity=1, answer_hours=48)
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event, waiting=True)
    registrations.cancel(first, by=None, at=NOW)
    second.refresh_from_db()
    assert (second.state, second.answer_by) == ("offered", NOW + 2 * DAY)

    def asked(at: datetime) -> int:
        return reminders.run(at=at)["events.offered_reminder"]

    assert asked(NOW + timedelta(hours=9)) == 0
    assert asked(NOW + DAY - timedelta(hours=2)) == 1
    assert asked(NOW + 2 * DAY - timedelta(hours=1)) == 0


def test_an_offer_of_today_until_tomorrow_is_not_reminded_of_today() -> None:
    event = EventFactory(capacity=1, answer_hours=24)
    first = RegistrationFactory(event=event)
    RegistrationFactory(event=event, waiting=True)
    registrations.cancel(first, by=None, at=NOW)
    assert reminders.run(at=NOW + timedelta(minutes=1))["events.offered_reminder"] == 0
    assert reminders.run(at=NOW + DAY - timedelta(hours=2))["events.offered_reminder"] == 1
