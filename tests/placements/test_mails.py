"""A mail about a lesson or dates that is overtaken before it leaves does not leave any more."""

from datetime import date, time, timedelta

import pytest

from andersom.notifications.domain import delivery
from andersom.notifications.models import Email, InboxItem
from andersom.placements.domain import lessons, placements
from tests.factories.placements import NOW, Place, RequestFactory
from tests.notifications.conftest import sink
from tests.notifications.sink import Sink

__all__ = ["sink"]

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)
TEACHER = "petra@example.org"
MINUTE = timedelta(minutes=1)


def subjects(sink: Sink, address: str = TEACHER) -> list[str]:
    """Of what somebody got, in order."""
    return [str(mail["Subject"]) for mail in sink.messages if mail["To"] == address]


def states(kind: str) -> list[str]:
    found = Email.objects.filter(kind=f"placements.{kind}", address=TEACHER).order_by("pk")
    return list(found.values_list("state", flat=True))


def test_lesson_that_moved_twice_is_told_of_as_it_is_now(place: Place, sink: Sink) -> None:
    """The server puts the first mail off; without asking it would arrive after the second."""
    lesson = place.lesson(DAY)
    sink.replies = {TEACHER: "451 later"}
    lessons.move(lesson, day=DAY, start=time(10), by=None, at=NOW)
    delivery.deliver(NOW)
    sink.replies = {}
    lessons.move(lesson, day=DAY, start=time(13), by=None, at=NOW + MINUTE)
    delivery.deliver(NOW + MINUTE)
    delivery.deliver(NOW + 10 * MINUTE)
    assert len(subjects(sink)) == 1
    assert states("lesson_moved") == ["cancelled", "sent"]
    assert "13:00" in str(next(mail for mail in sink.messages if mail["To"] == TEACHER))


def test_lesson_that_moved_and_was_cancelled_is_told_of_as_cancelled(
    place: Place, sink: Sink
) -> None:
    lesson = place.lesson(DAY)
    lessons.move(lesson, day=DAY, start=time(10), by=None, at=NOW)
    lessons.cancel(lesson, by=None, at=NOW, reason="ziek")
    delivery.deliver(NOW)
    assert states("lesson_moved") == ["cancelled"]
    assert states("lesson_cancelled") == ["sent"]
    titles = InboxItem.objects.filter(user__email=TEACHER).values_list("kind", flat=True)
    assert list(titles) == ["placements.lesson_cancelled"]


def test_dates_that_one_side_confirmed_are_not_put_to_it_any_more(place: Place, sink: Sink) -> None:
    request = RequestFactory(school=place.school, groups=place.groups[1:])
    booked = placements.propose(request, place.professional, by=None, at=NOW)
    placements.confirm(booked, side="provider", by=None, at=NOW)
    delivery.deliver(NOW)
    proposed = Email.objects.filter(kind="placements.placement_proposed")
    assert set(proposed.filter(state="sent").values_list("address", flat=True)) == {
        "cor@example.org",
        "leonie@example.org",
    }
    assert states("placement_proposed") == ["cancelled"]


def test_placement_that_was_cancelled_is_not_told_of_as_agreed(place: Place, sink: Sink) -> None:
    request = RequestFactory(school=place.school, groups=place.groups[1:])
    booked = placements.propose(request, place.professional, by=None, at=NOW)
    for side in ("provider", "school"):
        placements.confirm(booked, side=side, by=None, at=NOW)
    placements.cancel(booked, by=None, at=NOW, reason="Toch niet")
    delivery.deliver(NOW)
    assert states("placement_agreed") == ["cancelled"]
    assert states("placement_stopped") == ["sent"]
