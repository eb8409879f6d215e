"""A form is worked on once; an act that met a deadlock is tried again; many move at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError
from django.template import engines

from andersom.placements.models import Lesson
from andersom.placements.states import LESSON, LessonState
from andersom.workflow import domain
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move, UsedKey
from tests.factories.placements import Place
from tests.people import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Deadlock(Exception):  # noqa: N818
    sqlstate = domain.DEADLOCK


class Work:
    """Counts how often it ran; fails the first ``failures`` times."""

    def __init__(self, answer: str = "/klaar/", failures: int = 0) -> None:
        self.answer, self.failures, self.runs = answer, failures, 0
        self.__qualname__ = "work"  # as a function has

    def __call__(self) -> str:
        self.runs += 1
        if self.runs <= self.failures:
            raise OperationalError from Deadlock()
        return self.answer


def test_once_repeats_the_answer_without_the_work(cast: Cast) -> None:
    work = Work()
    answers = {domain.once(cast.leader, "k", work, at=AT) for _ in range(5)}

    assert (answers, work.runs) == ({"/klaar/"}, 1)


def test_key_belongs_to_one_person(cast: Cast) -> None:
    work = Work()
    domain.once(cast.leader, "k", work, at=AT)
    domain.once(cast.owner, "k", work, at=AT)

    assert work.runs == 2


def test_form_with_errors_can_be_sent_again(cast: Cast) -> None:
    assert domain.once(cast.leader, "k", Work(answer=""), at=AT) == ""
    assert domain.once(cast.leader, "k", Work(), at=AT) == "/klaar/"


def test_failed_work_leaves_the_key_unused(cast: Cast) -> None:
    with pytest.raises(OperationalError):
        domain.once(cast.leader, "k", Work(failures=1), at=AT)

    assert not UsedKey.objects.exists()


def test_old_keys_are_forgotten_and_fresh_ones_kept(cast: Cast) -> None:
    for key, age in [("old", timedelta(days=2, seconds=1)), ("fresh", timedelta(days=2))]:
        domain.once(cast.leader, key, lambda: "/daar/", at=AT - age)
    assert domain.forget_keys(at=AT) == 1
    assert [used.key for used in UsedKey.objects.all()] == ["fresh"]


def test_deadlock_is_tried_again() -> None:
    work = Work(failures=4)

    assert domain.retrying(work)() == "/klaar/"
    assert work.runs == 5


def test_deadlock_is_given_up_after_five() -> None:
    work = Work(failures=9)
    with pytest.raises(OperationalError):
        domain.retrying(work)()

    assert work.runs == 5


def test_other_errors_are_not_tried_again() -> None:
    runs = []

    def broken() -> None:
        runs.append(1)
        raise OperationalError

    with pytest.raises(OperationalError):
        domain.retrying(broken)()
    assert len(runs) == 1


def test_hidden_field_is_new_each_time() -> None:
    template = engines["django"].from_string("{% form_key %}")
    first, second = template.render(), template.render()

    assert first.startswith('<input type="hidden" name="once" value="')
    assert first != second


def test_move_all_moves_and_journals_each(place: Place) -> None:
    for day in (1, 2, 3):
        place.lesson(date(2026, 12, day), state=LessonState.PROPOSED)
    domain.move_all(Lesson.objects.all(), LESSON, "plan", by=None, at=AT)

    assert set(Lesson.objects.values_list("state", flat=True)) == {LessonState.PLANNED}
    assert Move.objects.filter(verb="plan").count() == 3


def test_move_all_moves_none_when_one_may_not(place: Place) -> None:
    place.lesson(date(2026, 12, 1), state=LessonState.PROPOSED)
    place.lesson(date(2026, 12, 2), state=LessonState.CANCELLED)

    with pytest.raises(IllegalMove):
        domain.move_all(Lesson.objects.all(), LESSON, "plan", by=None, at=AT)
    assert Lesson.objects.filter(state=LessonState.PROPOSED).count() == 1


@pytest.fixture
def place(cast: Cast) -> Place:
    return Place(school=cast.school, professional=cast.professional)
