"""Real threads on real PostgreSQL: the last places, and the list that moves up.

Each test prints its figures; the control shows that without the guard it would go wrong.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from providers.models import Professional
from tests import people
from tests.factories.training import NOW, CohortFactory, EnrolmentFactory, trainee
from tests.placements.threads import together
from training.domain import enrolments
from training.domain.refusals import Refused
from training.models import Cohort, Enrolment, Waiver
from training.states import SEATED, EnrolmentState

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WANT, PLACES, THREADS, ROUNDS = 40, 15, 8, 5
TERM = NOW + timedelta(days=3)


@pytest.fixture
def crowd(transactional_db: None, caplog: pytest.LogCaptureFixture) -> list[Professional]:
    """Forty professionals of one provider who sign in themselves."""
    caplog.set_level(logging.WARNING)
    first = trainee("Mens 0")
    place = people.postcode_area("2566")
    users = [people.person(f"crowd{number}", f"Mens {number}") for number in range(1, WANT)]
    others = [people.professional(first.provider, user.name, place, user=user) for user in users]
    return [first, *others]


def edition(crowd: list[Professional], **facts: object) -> Cohort:
    """An edition in which the whole crowd may enrol."""
    cohort = CohortFactory(capacity=PLACES, **facts)
    Waiver.objects.bulk_create(
        Waiver(cohort=cohort, professional=each, reason="Bekend", at=NOW) for each in crowd
    )
    return cohort


def applying(cohort: Cohort, crowd: list[Professional]) -> list:
    def act(professional: Professional) -> Enrolment:
        return enrolments.apply(cohort, professional, by=professional.user, at=moment(cohort))

    return [lambda one=each: act(one) for each in crowd]


def moment(cohort: Cohort) -> datetime:
    """Real microseconds, within the window of the edition."""
    return NOW + (timezone.now() - timezone.now().replace(microsecond=0))


def outcome(results: list) -> Counter[str]:
    return Counter(
        result.code
        if isinstance(result, Refused)
        else type(result).__name__
        if isinstance(result, Exception)
        else "done"
        for result in results
    )


def seated(cohort: Cohort) -> int:
    return Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count()


def test_forty_for_fifteen_places(crowd: list[Professional]) -> None:
    """Eight threads, five rounds: fifteen places, and the others in the order of applying."""
    for number in range(ROUNDS):
        cohort = edition(crowd)
        result = outcome(together(applying(cohort, crowd), at_once=THREADS))
        found = Enrolment.objects.filter(cohort=cohort).order_by("applied_at", "pk")
        states = Counter(found.values_list("state", flat=True))
        print(f"round {number}: {dict(result)} {dict(states)}")
        assert result == {"done": WANT}
        assert states == {EnrolmentState.APPLIED: PLACES, EnrolmentState.WAITING: WANT - PLACES}
        numbers = list(found.values_list("queue_number", flat=True))
        assert numbers == [None] * PLACES + list(range(1, WANT - PLACES + 1))
        assert Cohort.objects.get(pk=cohort.pk).taken == PLACES


def test_same_person_forty_times_enrols_once(crowd: list[Professional]) -> None:
    cohort = edition(crowd)
    acts = applying(cohort, crowd[:1] * WANT)
    result = outcome(together(acts, at_once=THREADS))
    print(dict(result))
    assert result == {"done": 1, "already_enrolled": WANT - 1}


def test_without_the_guard_there_are_too_many(
    crowd: list[Professional], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the lock and the CHECK more than fifteen get a place."""
    cohort = edition(crowd)
    unlocked = Cohort.objects.select_related("programme")
    monkeypatch.setattr(enrolments, "lock", lambda pk: unlocked.get(pk=pk))
    name = "CONSTRAINT cohort_not_overfull"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE training_cohort DROP {name}")
        try:
            result = outcome(together(applying(cohort, crowd), at_once=WANT))
            places = seated(cohort)
        finally:
            Enrolment.objects.all().delete()
            cursor.execute(f"ALTER TABLE training_cohort ADD {name} CHECK (taken <= capacity)")
    print(dict(result), places)
    assert places > PLACES


def test_database_alone_lets_in_no_more_than_there_are_places(crowd: list[Professional]) -> None:
    """Rows written as a shell or an import would."""
    cohort = edition(crowd)

    def write(professional: Professional) -> Enrolment:
        return Enrolment.objects.create(
            cohort=cohort, professional=professional, user=professional.user, applied_at=NOW
        )

    result = outcome(together([lambda one=each: write(one) for each in crowd], at_once=THREADS))
    print(dict(result))
    assert result == {"done": PLACES, "IntegrityError": WANT - PLACES}
    assert seated(cohort) == PLACES


def answering(cohort: Cohort) -> list:
    """Each of who has an offer says yes and no at once, while the clock takes it away."""
    offered = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.OFFERED)
    acts = []
    for each in offered.for_reading():
        acts += [
            lambda one=each: enrolments.accept(one, by=one.user, at=NOW),
            lambda one=each: enrolments.withdraw(one, by=one.user, at=NOW),
            lambda: enrolments.lapse_due(at=TERM),
        ]
    return acts


def test_places_are_neither_lost_nor_doubled_when_the_list_moves(
    crowd: list[Professional],
) -> None:
    """Yes, no and the end of the term at once for each offer; others leave meanwhile."""
    for number in range(ROUNDS):
        cohort = edition(crowd)
        line = crowd[PLACES:]
        for professional in crowd[:PLACES]:
            EnrolmentFactory(
                cohort=cohort, professional=professional, state="offered", answer_by=TERM
            )
        for place, professional in enumerate(line, start=1):
            EnrolmentFactory(
                cohort=cohort, professional=professional, state="waiting", queue_number=place
            )
        result = outcome(together(answering(cohort), at_once=THREADS))
        waiting = list(
            Enrolment.objects.waiting()
            .filter(cohort=cohort)
            .values_list("professional_id", flat=True)
        )
        print(f"round {number}: {dict(result)}, {len(waiting)} wait")
        # Each of the fifteen came to one end; whoever left was replaced, in order.
        gone = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.WITHDRAWN).count()
        assert set(result) <= {"done", "no_offer", "too_late", "offer_over"}
        assert Cohort.objects.get(pk=cohort.pk).taken == seated(cohort) == PLACES
        assert waiting == [each.pk for each in line][-len(waiting) :]
        assert len(waiting) == WANT - PLACES - gone
