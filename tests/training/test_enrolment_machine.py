"""Any sequence of acts keeps the places equal to a model in plain Python."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from providers.models import Professional
from tests.factories.training import NOW, CohortFactory, TrainerFactory, trainee
from training.domain import enrolments
from training.domain.refusals import Refused
from training.models import Cohort, Enrolment, Intake, Trainer, Waiver
from training.states import SEATED, EnrolmentState

PEOPLE, PLACES = 7, 3
WHO = st.integers(0, PEOPLE - 1)


class Edition(RuleBasedStateMachine):
    """Seven people, three places. ``line`` is who should wait, first in front."""

    people: list[Professional]
    cohort: Cohort
    trainer: Trainer

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = NOW
        self.line: list[int] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def of(self, who: int) -> Enrolment | None:
        found = Enrolment.objects.filter(professional=self.people[who])
        return found.order_by("-pk").for_reading().first()

    def act(self, who: int, verb: str, **facts: object) -> None:
        """Try it; a refusal changes nothing."""
        enrolment = self.of(who)
        if enrolment is None:
            return
        before = list(Enrolment.objects.order_by("pk").values_list("pk", "state", "queue_number"))
        try:
            getattr(enrolments, verb)(enrolment, by=None, at=self.now, **facts)
        except Refused:
            after = Enrolment.objects.order_by("pk").values_list("pk", "state", "queue_number")
            assert list(after) == before
            return
        if verb == "put_on_hold":
            self.line.append(who)

    @rule(who=WHO)
    def apply(self, who: int) -> None:
        try:
            made = enrolments.apply(self.cohort, self.people[who], by=None, at=self.now)
        except Refused as refused:
            if refused.code != "already_enrolled":
                raise
            return
        if made.state == EnrolmentState.WAITING:
            self.line.append(who)

    @rule(who=WHO)
    def withdraw(self, who: int) -> None:
        self.act(who, "withdraw")

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        self.act(who, "decline", reason="Nu niet")

    @rule(who=WHO)
    def hold(self, who: int) -> None:
        self.act(who, "put_on_hold")

    @rule(who=WHO)
    def accept(self, who: int) -> None:
        self.act(who, "accept")

    @rule(who=WHO)
    def intake(self, who: int) -> None:
        """The conversation took place."""
        enrolment = self.of(who)
        if enrolment and enrolment.state == EnrolmentState.APPLIED:
            Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.INTAKE_DONE)
            Intake.objects.get_or_create(
                enrolment=enrolment, defaults={"done_at": self.now, "done_by": self.trainer}
            )

    @rule(who=WHO)
    def admit(self, who: int) -> None:
        self.act(who, "admit")

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.now = min(self.now + timedelta(days=days), NOW + timedelta(days=20))  # still open
        enrolments.lapse_due(at=self.now)

    @invariant()
    def places_are_counted(self) -> None:
        cohort = Cohort.objects.get(pk=self.cohort.pk)
        seated = Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count()
        assert cohort.taken == seated <= cohort.capacity == PLACES

    @invariant()
    def line_keeps_its_order(self) -> None:
        """Who left the line leaves it; nobody ever passes somebody."""
        waiting = list(Enrolment.objects.waiting().values_list("professional_id", flat=True))
        index = {person.pk: number for number, person in enumerate(self.people)}
        found = [index[key] for key in waiting]
        # A person who left and came back stands at her last coming.
        latest = [who for number, who in enumerate(self.line) if who not in self.line[number + 1 :]]
        self.line = [who for who in latest if who in found]
        assert found == self.line

    @invariant()
    def nobody_is_in_twice(self) -> None:
        found = list(Enrolment.objects.open().values_list("professional_id", flat=True))
        assert len(found) == len(set(found))


@pytest.mark.django_db
def test_places_and_the_line_stay_right() -> None:
    Edition.people = [trainee(f"Mens {number}") for number in range(PEOPLE)]
    Edition.cohort = CohortFactory(capacity=PLACES)
    Edition.trainer = TrainerFactory()
    Waiver.objects.bulk_create(
        Waiver(cohort=Edition.cohort, professional=each, reason="Bekend", at=NOW)
        for each in Edition.people
    )
    checks = settings(
        max_examples=12,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Edition, settings=checks)
