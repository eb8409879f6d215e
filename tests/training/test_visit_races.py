"""Two trainers, or one at two desks, at the same moment: nobody is in two places."""

from collections.abc import Callable
from datetime import time

import pytest

from andersom.placements.domain import lessons
from tests import people
from tests.factories.placements import rules
from tests.placements.threads import together
from tests.training.visiting import NOW, TUESDAY, Visiting
from training.domain import visits
from training.domain.refusals import Refused
from training.models import Visit

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def four() -> Visiting:
    """Four trainees whose lessons are all at ten, beside the times of the series."""
    rules()
    made = Visiting(people.build_cast(), trainees=4, weeks=1)
    made.due()
    return made


def test_one_trainer_gets_one_of_four_lessons_at_one_moment(four: Visiting) -> None:
    taken = [
        place.lesson(TUESDAY, time(8, 45), minutes=60, groups=place.groups[1:])
        for place in four.places
    ]

    def take(number: int) -> Callable[[], Visit]:
        visit, lesson = four.all()[number], taken[number]
        return lambda: visits.swap(
            visit, lesson=lesson, trainer=four.trainer, by=four.cast.trainer, at=NOW
        )

    results = together([take(number) for number in range(4)])
    assert sum(isinstance(result, Visit) for result in results) == 1
    refusals = [result.code for result in results if isinstance(result, Refused)]
    assert len(refusals) == 3
    assert set(refusals) <= {"visit_taken", "visit_not_possible"}
    assert Visit.objects.standing().count() == 1


def polite(error: Exception) -> bool:
    return type(error).__name__ == "Refused"


def test_a_visit_is_confirmed_while_its_lesson_moves(four: Visiting) -> None:
    visits.plan(four.cohort, by=None, at=NOW)
    visit = four.all()[0]
    lesson = four.lessons[0][0]
    results = together(
        [
            lambda: visits.confirm(visit, by=four.cast.trainer, at=NOW),
            lambda: lessons.move(lesson, day=TUESDAY, start=time(8, 45), by=None, at=NOW),
        ]
    )
    assert not [
        one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)
    ]
    stored = four.all()[0]
    lesson.refresh_from_db()
    assert stored.during is None or stored.during == lesson.during
