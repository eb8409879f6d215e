"""The door: a code twice is once, a foreign code says nothing, and walk-ins take places."""

from datetime import timedelta

import pytest

from andersom.workflow.models import Move
from events.domain import badges, door
from events.domain.refusals import Refused
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS, ENDS, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_code_works_twice_and_counts_once() -> None:
    guest, tess = RegistrationFactory(), UserFactory()
    again = [door.check_in(guest.event, guest.key, by=tess, at=BEGINS)[1] for _time in range(3)]
    assert again == [True, False, False]
    assert door.figures(guest.event) == door.Figures(coming=1, came=1, walk_ins=0)
    assert Move.objects.of(guest).filter(verb="check_in").count() == 1


@pytest.mark.parametrize(
    ("traits", "code"),
    [({"waiting": True}, "not_coming"), ({"cancelled": True}, "not_coming")],
)
def test_who_has_no_place_is_not_let_in(traits: dict[str, bool], code: str) -> None:
    guest = RegistrationFactory(**traits)
    with pytest.raises(Refused) as refused:
        door.check_in(guest.event, guest.key, by=UserFactory(), at=BEGINS)
    assert refused.value.code == code


def test_a_code_of_another_event_shows_nothing() -> None:
    guest, event = RegistrationFactory(), EventFactory()
    with pytest.raises(Refused) as refused:
        door.check_in(event, guest.key, by=UserFactory(), at=BEGINS)
    assert refused.value.code == "other_event"
    assert guest.name not in refused.value.text
    with pytest.raises(Refused, match=r"."):
        door.check_in(event, "verzonnen", by=UserFactory(), at=BEGINS)


@pytest.mark.parametrize(
    ("at", "opened"),
    [
        (BEGINS - 4 * HOUR - timedelta(seconds=1), False),
        (BEGINS - 4 * HOUR, True),
        (ENDS + 47 * HOUR, True),
        (ENDS + 48 * HOUR, False),
    ],
)
def test_the_door_has_hours(at: object, opened: bool) -> None:
    guest = RegistrationFactory()
    assert door.is_open(guest.event, at) is opened  # type: ignore[arg-type]
    if not opened:
        with pytest.raises(Refused) as refused:
            door.check_in(guest.event, guest.key, by=UserFactory(), at=at)  # type: ignore[arg-type]
        assert refused.value.code == "door_shut"


def test_a_walk_in_takes_a_place_and_a_full_room_says_so() -> None:
    event, tess = EventFactory(capacity=1), UserFactory()
    facts = {"name": "Wim", "organisation": "", "email": "", "by": tess, "at": BEGINS}
    came = door.walk_in(event, **facts)
    assert (came.walk_in, came.state) == (True, "confirmed")
    event.refresh_from_db()
    assert event.taken == 1
    with pytest.raises(Refused) as refused:
        door.walk_in(event, **facts)
    assert refused.value.code == "full_at_the_door"
    assert "1" in refused.value.text


def test_a_walk_in_who_had_registered_is_the_same_person() -> None:
    guest, tess = RegistrationFactory(email="wim@example.org"), UserFactory()
    facts = {"name": "W.", "organisation": "", "by": tess, "at": BEGINS}
    came = door.walk_in(guest.event, email="Wim@Example.org", **facts)
    assert came.pk == guest.pk
    assert door.figures(guest.event) == door.Figures(coming=1, came=1, walk_ins=0)


def test_who_waited_and_comes_gets_a_free_place() -> None:
    event, tess = EventFactory(capacity=1), UserFactory()
    waiting = RegistrationFactory(event=event, waiting=True, email="wim@example.org")
    facts = {"name": "Wim", "organisation": "", "by": tess, "at": BEGINS}
    came = door.walk_in(event, email="wim@example.org", **facts)
    waiting.refresh_from_db()
    assert came.pk == waiting.pk
    assert (waiting.state, waiting.checked_in_at, waiting.queue_number) == (
        *("confirmed", BEGINS),
        None,
    )


def test_a_tick_can_be_undone() -> None:
    guest, tess = RegistrationFactory(came=True), UserFactory()
    door.undo(guest.event, guest.key, by=tess, at=BEGINS)
    assert door.figures(guest.event).came == 0
    with pytest.raises(Refused):
        door.undo(EventFactory(), guest.key, by=tess, at=BEGINS)


def test_badges_are_a_pdf_with_any_name() -> None:
    event = EventFactory()
    for name in ('Zoë "de" #Vries', "x" * 120, "a\\b"):
        RegistrationFactory(event=event, name=name)
    assert badges.badges_pdf(event).startswith(b"%PDF-")
