"""The rush on places: exact under load, whoever cancels, answers or lapses at the same moment."""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from events.domain import door, places, registrations, rounds
from events.domain.refusals import Refused
from events.domain.registrations import Visitor
from events.models import Event, Registration
from tests.factories.accounts import UserFactory
from tests.factories.events import (
    BEGINS,
    DAY,
    NOW,
    EventFactory,
    ItemFactory,
    RegistrationFactory,
)
from tests.placements.threads import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
THREADS, PLACES, PEOPLE = 12, 35, 500


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)


def come(event: Event, number: int) -> list[Registration]:
    visitor = Visitor(f"p{number}@example.org", f"p{number}")
    return registrations.register(event, [visitor], user=None, at=NOW)


def errors(results: list[object]) -> list[object]:
    """What went wrong other than a polite no."""
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)]


def seated(event: Event) -> int:
    return event.registrations.filter(state__in=["unconfirmed", "confirmed", "offered"]).count()


def taken(event: Event) -> int:
    return Event.objects.get(pk=event.pk).taken


def test_five_hundred_at_once_fill_the_room_exactly_and_form_one_line() -> None:
    event = EventFactory(capacity=PLACES)
    acts: list[Callable[[], object]] = [lambda n=n: come(event, n) for n in range(PEOPLE)]
    assert errors(together(acts, THREADS)) == []
    states = list(event.registrations.order_by("pk").values_list("state", flat=True))
    assert states == ["unconfirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    line = event.registrations.in_line().order_by("pk").values_list("queue_number", flat=True)
    assert list(line) == list(range(1, PEOPLE - PLACES + 1))
    assert taken(event) == PLACES


def test_without_lock_and_check_the_room_is_overfull(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with a moment between looking and writing, somebody sits on a lap."""
    event = EventFactory(capacity=PLACES)
    RegistrationFactory.create_batch(PLACES - 1, event=event)

    def look(event: Event) -> Event:
        seen = Event.objects.get(pk=event.pk)
        time.sleep(0.2)
        return seen

    monkeypatch.setattr(places, "lock", look)
    monkeypatch.setattr(Event, "refresh_from_db", lambda *args, **kwargs: None)
    name = "event_not_overfull"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE events_event DROP CONSTRAINT {name}")
        try:
            together([lambda n=n: come(event, n) for n in range(THREADS)], THREADS)
            found = seated(event)
        finally:
            cursor.execute("UPDATE events_event SET capacity = 1000")
            cursor.execute(
                f"ALTER TABLE events_event ADD CONSTRAINT {name} CHECK (taken <= capacity)"
            )
    assert found > PLACES


def test_twice_at_the_same_moment_is_once() -> None:
    event = EventFactory(capacity=PLACES)
    acts = [lambda n=n: come(event, n) for n in list(range(20)) * 3]
    random.Random(4).shuffle(acts)
    results = together(acts, THREADS)
    assert errors(results) == []
    assert sum(isinstance(one, Refused) and one.code == "twice" for one in results) == 40
    assert seated(event) == taken(event) == 20


def test_cancelling_answering_and_lapsing_at_once_lose_and_double_no_place() -> None:
    event = EventFactory(capacity=PLACES, answer_hours=24)
    coming = RegistrationFactory.create_batch(PLACES - 10, event=event)
    term = NOW + timedelta(hours=1)
    offered = RegistrationFactory.create_batch(10, event=event, state="offered", answer_by=term)
    for number in range(1, 41):
        RegistrationFactory(event=event, state="waiting", queue_number=number)
    line = list(event.registrations.in_line())
    late = NOW + DAY
    acts: list[Callable[[], object]] = []
    acts += [lambda one=one: registrations.cancel(one, by=None, at=NOW) for one in coming[:15]]
    acts += [lambda one=one: registrations.accept(one, by=None, at=NOW) for one in offered]
    acts += [lambda one=one: registrations.lapse(one, at=late) for one in offered]
    acts += [lambda one=one: registrations.cancel(one, by=None, at=NOW) for one in offered[:5]]
    random.Random(5).shuffle(acts)
    assert errors(together(acts, THREADS)) == []
    assert seated(event) == taken(event) == PLACES
    got = [one.pk for one in line if Registration.objects.get(pk=one.pk).state == "offered"]
    assert got == [one.pk for one in line[: len(got)]]
    assert 15 <= len(got) <= 25


def test_the_last_seat_of_a_round_is_given_once() -> None:
    event = EventFactory(capacity=PLACES)
    item = ItemFactory(event=event, round=True, room__capacity=1)
    visitors = RegistrationFactory.create_batch(THREADS, event=event)
    acts = [lambda one=one: rounds.choose(one, [item.pk], by=None, at=NOW) for one in visitors]
    results = together(acts, THREADS)
    assert errors(results) == []
    codes = [one.code for one in results if isinstance(one, Refused)]
    assert codes == ["round_full_all"] * (THREADS - 1)
    item.refresh_from_db()
    assert (item.taken, item.choices.count()) == (1, 1)


def test_coming_in_and_cancelling_at_the_same_moment_end_in_one_of_both() -> None:
    event, tess = EventFactory(capacity=PLACES), UserFactory()
    coming = RegistrationFactory.create_batch(20, event=event)
    acts: list[Callable[[], object]] = []
    for one in coming:
        acts += [
            lambda one=one: door.check_in(event, one.key, by=tess, at=BEGINS),
            lambda one=one: registrations.cancel(
                Registration.objects.select_related("event").get(pk=one.pk), by=None, at=BEGINS
            ),
        ]
    assert errors(together(acts, THREADS)) == []
    ended = Counter(event.registrations.values_list("state", "checked_in_at"))
    assert sum(ended.values()) == 20
    assert set(ended) <= {("confirmed", BEGINS), ("cancelled", None)}
    assert taken(event) == ended["confirmed", BEGINS]


def test_a_name_that_changes_leaves_the_event_to_others() -> None:
    """Whoever corrects her name waits for nobody who gives places, and nobody for her."""
    event = EventFactory()
    one = RegistrationFactory(event=event)
    with transaction.atomic():
        places.lock(event)
        changed = together([lambda: Registration.objects.filter(pk=one.pk).update(name="An")], 1)
    assert changed == [1]
