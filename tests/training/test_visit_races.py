"""Two trainers, or one at two desks, at the same moment: nobody is in two places."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from threading import Event, Thread

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.urls import reverse

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


@contextmanager
def held(visit: Visit) -> Iterator[None]:
    """Somebody else holds the row for as long as this lasts."""
    has, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
            has.set()
            done.wait(30)
        connections.close_all()

    holder = Thread(target=hold)
    holder.start()
    has.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    try:
        yield
    finally:
        done.set()
        holder.join()
        connection.close()


def test_who_waits_in_vain_gets_a_polite_answer(four: Visiting) -> None:
    visits.plan(four.cohort, by=None, at=NOW)
    visit, thea = four.all()[0], four.cast.trainer
    other = visits.choices(visit, at=NOW)[0]
    acts: list[Callable[[], object]] = [
        lambda: visits.confirm(visit, by=thea, at=NOW),
        lambda: visits.swap(visit, lesson=other.lesson, trainer=other.trainer, by=thea, at=NOW),
    ]
    with held(visit):
        for act in acts:
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.code == "busy"
    assert four.all()[0].state == "proposed"


def test_the_page_says_that_somebody_else_is_at_it(four: Visiting) -> None:
    visits.plan(four.cohort, by=None, at=NOW)
    visit = four.all()[0]
    with time_machine.travel(NOW, tick=False), held(visit):
        browser = people.client_for(four.cast.trainer)
        page = browser.post(reverse("training:visit_confirm", args=[visit.pk]), follow=True)
    assert page.status_code == 200
    assert "Iemand anders is hier op dit moment mee bezig" in page.text


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
