"""Seven days and one day before, once, and nobody who cancelled."""

from datetime import timedelta

import pytest

from andersom.notifications.models import Email, Heartbeat
from events import tasks
from events.domain import registrations, reminders
from events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS, DAY, NOW, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
MORNING = timedelta(hours=-4)  # nine o'clock, when it begins at one


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
    assert reminders.send_due(at=BEGINS - 8 * DAY + MORNING) == 0
    assert reminders.send_due(at=BEGINS - 7 * DAY + MORNING) == 2
    assert reminders.send_due(at=BEGINS - 6 * DAY + MORNING) == 0
    assert sent() == everybody
    assert reminders.send_due(at=BEGINS - DAY + MORNING) == 2
    assert reminders.send_due(at=BEGINS - DAY) == 0
    assert sent() == sorted(everybody * 2)


def test_nobody_is_mailed_in_the_night_nor_for_what_is_off() -> None:
    RegistrationFactory(event=EventFactory())
    RegistrationFactory(event=EventFactory(cancelled=True))
    assert reminders.send_due(at=BEGINS - 7 * DAY - timedelta(hours=6)) == 0
    assert reminders.send_due(at=BEGINS - 7 * DAY + MORNING) == 1


def test_who_registered_just_now_is_not_reminded_of_it() -> None:
    RegistrationFactory(event=EventFactory(), created_at=BEGINS - 3 * DAY)
    assert reminders.send_due(at=BEGINS - 2 * DAY + MORNING) == 0
    assert reminders.send_due(at=BEGINS - DAY + MORNING) == 1


def test_who_cancels_after_the_first_does_not_get_the_second() -> None:
    one = RegistrationFactory(event=EventFactory())
    assert reminders.send_due(at=BEGINS - 7 * DAY + MORNING) == 1
    registrations.cancel(one, by=None, at=BEGINS - 2 * DAY)
    assert reminders.send_due(at=BEGINS - DAY + MORNING) == 0


def test_the_tick_beats() -> None:
    RegistrationFactory(event=EventFactory(capacity=1), state="offered", answer_by=NOW - DAY)
    tasks.look()
    assert Heartbeat.objects.get(name="events").count >= 1
    assert Event.objects.get().taken == 0
