"""Any sequence of acts keeps the ledger equal to a model in plain Python."""

from collections import Counter
from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from andersom.placements.domain import lessons
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import GroupMonth, Lesson, RuleSet
from andersom.placements.states import LessonState
from andersom.workflow.models import Move
from providers.models import Professional
from tests.factories.placements import NOW, Place

LIMIT = 240
DAYS = st.sampled_from([date(2026, 12, day) for day in (1, 2, 3, 4)] + [date(2027, 1, 5)])
STARTS = st.sampled_from([time(9), time(10), time(13)])
LENGTHS = st.sampled_from([45, 60])


class Book(RuleBasedStateMachine):
    """Two professionals and two groups; the model holds what should stand in the calendar."""

    place: Place
    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        place = self.place
        colleague = place.another("Piet")
        self.placements = [
            place.agreed(place.groups[:1]),
            place.agreed(place.groups),
            place.agreed(place.groups[1:], professional=colleague),
        ]
        self.model: dict[int, tuple[tuple[int, ...], date, int, int]] = {}
        self.licensed: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def know(self, lesson: Lesson) -> int:
        lesson.refresh_from_db()
        groups = tuple(lesson.groups.values_list("pk", flat=True))
        self.model[lesson.pk] = (groups, lesson.day, lesson.minutes, lesson.professional_id)
        return lesson.pk

    @rule(target=made, which=st.integers(0, 2), day=DAYS, start=STARTS, minutes=LENGTHS)
    def add(self, which: int, day: date, start: time, minutes: int) -> int:
        placement = self.placements[which]
        placement.professional.refresh_from_db()
        try:
            lesson = lessons.add(placement, day=day, start=start, minutes=minutes, by=None, at=NOW)
        except Refused:
            return 0
        return self.know(lesson)

    @rule(key=made, day=DAYS, start=STARTS, minutes=LENGTHS)
    def move(self, key: int, day: date, start: time, minutes: int) -> None:
        if key in self.model:
            lesson = Lesson.objects.get(pk=key)
            try:
                lessons.move(lesson, day=day, start=start, minutes=minutes, by=None, at=NOW)
            except Refused:
                return
            self.know(lesson)

    @rule(key=consumes(made))
    def cancel(self, key: int) -> None:
        if self.model.pop(key, None):
            lessons.cancel(Lesson.objects.get(pk=key), by=None, at=NOW, reason="Ziek")

    @rule(key=consumes(made))
    def delete(self, key: int) -> None:
        if self.model.pop(key, None):
            Lesson.objects.get(pk=key).delete()

    @rule(which=st.integers(0, 2), licensed=st.booleans())
    def flip(self, which: int, licensed: bool) -> None:
        key = self.placements[which].professional_id
        status = "licensed" if licensed else "subject_competent"
        wanted = self.licensed | {key} if licensed else self.licensed - {key}
        fits = all(minutes <= LIMIT for minutes in self.totals(wanted).values())
        try:
            with transaction.atomic():
                Professional.objects.filter(pk=key).update(licence=status)
        except IntegrityError as error:
            assert not fits, error  # noqa: PT017
        else:
            assert fits
            self.licensed = wanted

    def totals(self, licensed: set[int]) -> Counter:
        total: Counter = Counter()
        for groups, day, minutes, professional in self.model.values():
            if professional not in licensed:
                total.update({(group, day.replace(day=1)): minutes for group in groups})
        return total

    @invariant()
    def ledger_equals_the_model(self) -> None:
        rows = GroupMonth.objects.filter(minutes__gt=0)
        found = {(row.group_id, row.month): row.minutes for row in rows}
        assert found == dict(self.totals(self.licensed))
        assert all(minutes <= LIMIT for minutes in found.values())

    @invariant()
    def every_lesson_has_its_birth_in_the_journal(self) -> None:
        assert Lesson.objects.filter(state=LessonState.PLANNED).count() == len(self.model)
        assert Move.objects.filter(verb="add").count() >= len(self.model)


@pytest.mark.django_db
def test_ledger_follows_any_sequence_of_acts(place: Place) -> None:
    RuleSet.objects.update(limit_minutes=LIMIT)
    Book.place = place
    run_state_machine_as_test(
        Book,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
