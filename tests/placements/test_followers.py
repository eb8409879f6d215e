"""Whoever hangs something on lessons hears in the same transaction that they change."""

from collections.abc import Iterator
from datetime import date, time

import pytest

from andersom.placements.domain import lessons, placements
from andersom.placements.models import Lesson
from tests.factories.placements import NOW, Place
from tests.people import Cast

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)
type Heard = list[tuple[list[int], str]]


@pytest.fixture
def place(cast: Cast) -> Place:
    return Place(school=cast.school, professional=cast.professional)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    told: Heard = []
    monkeypatch.setattr(lessons, "_followers", [])
    lessons.follow(lambda rows, verb, *, by, at: told.append(([r.pk for r in rows], verb)))
    return told


def test_a_moved_and_a_cancelled_lesson_are_told(place: Place, heard: Heard) -> None:
    one = place.lesson(MONDAY)
    lessons.move(one, day=MONDAY, start=time(10), by=None, at=NOW)
    lessons.cancel(one, by=None, at=NOW, reason="ziek")
    assert heard == [([one.pk], "move"), ([one.pk], "cancel")]


def test_the_lessons_of_a_placement_that_stops_are_told_at_once(place: Place, heard: Heard) -> None:
    pair = [place.lesson(MONDAY), place.lesson(date(2026, 12, 7))]
    placements.end(place.placement, by=None, at=NOW, reason="verhuizing")
    assert heard == [([each.pk for each in pair], "cancel")]


def test_a_follower_that_refuses_leaves_the_lesson(place: Place, heard: Heard) -> None:
    def refuse(*args: object, **facts: object) -> None:
        raise RuntimeError

    lessons.follow(refuse)
    one = place.lesson(MONDAY)
    with pytest.raises(RuntimeError):
        lessons.cancel(one, by=None, at=NOW, reason="ziek")
    assert Lesson.objects.get(pk=one.pk).state == "planned"


def test_a_proposed_lesson_is_nobodys_concern(place: Place, heard: Heard) -> None:
    one = place.lesson(MONDAY, state="proposed")
    lessons.cancel(one, by=None, at=NOW, reason="ziek")
    assert heard == []
