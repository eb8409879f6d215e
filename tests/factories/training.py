"""Editions and who takes part, on fixed days around Monday 23 November 2026."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from factory.django import DjangoModelFactory

from andersom.reference.models import PostcodeArea
from providers.models import Professional
from tests import people
from tests.factories.accounts import UserFactory
from training.models import (
    Attendance,
    Certificate,
    Cohort,
    Criterion,
    Enrolment,
    IntakeSlot,
    Module,
    Programme,
    Session,
    Trainer,
)
from training.states import CohortState, EnrolmentState

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
START, END = date(2027, 1, 4), date(2027, 4, 30)


def lasting(begins: datetime, minutes: int = 120) -> DateTimeTZRange:
    """The range of so many minutes from an instant."""
    return DateTimeTZRange(begins, begins + timedelta(minutes=minutes))


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ("title",)

    title = "Stevig voor de groep"
    summary = "Een scholingstraject voor vakprofessionals in het basisonderwijs."
    description = "Vijf onderwerpen, met praktijkbezoeken in uw eigen les."
    for_whom = "Voor wie elke week in het basisonderwijs werkt."


class TrainerFactory(DjangoModelFactory):
    class Meta:
        model = Trainer

    user = factory.SubFactory(UserFactory)
    postcode_area = factory.LazyFunction(lambda: people.postcode_area("2566"))


class CohortFactory(DjangoModelFactory):
    """Published and open for enrolment on `NOW`; ``draft`` and ``closed`` are not."""

    class Meta:
        model = Cohort
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=CohortState.DRAFT)
        closed = factory.Trait(state=CohortState.CLOSED)

    programme = factory.SubFactory(ProgrammeFactory)
    title = "voorjaar 2027"
    slug = factory.Sequence(lambda number: f"voorjaar-2027-{number}")
    state = CohortState.PUBLISHED
    place = "De Haagse Hogeschool, Johanna Westerdijkplein 75"
    price = "Gratis voor aanbieders die zijn aangesloten bij Andersom."
    enrol_from, enrol_until = date(2026, 11, 1), date(2026, 12, 18)
    start, end = START, END

    @factory.post_generation
    def trainers(self: Cohort, create: bool, given: list[Trainer] | None) -> None:
        if create and given:
            self.trainers.set(given)


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    cohort = factory.SubFactory(CohortFactory)
    position = factory.Sequence(lambda number: number + 1)
    title = "Groepsdynamica"


class SessionFactory(DjangoModelFactory):
    """Two hours on Monday 11 January 2027, 15:30 in Amsterdam."""

    class Meta:
        model = Session

    module = factory.SubFactory(ModuleFactory)
    cohort = factory.SelfAttribute("module.cohort")
    during = factory.LazyFunction(lambda: lasting(datetime(2027, 1, 11, 14, 30, tzinfo=UTC)))


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    cohort = factory.SubFactory(CohortFactory)
    position = factory.Sequence(lambda number: number + 1)
    title = factory.Sequence(lambda number: f"Criterium {number + 1}")


class IntakeSlotFactory(DjangoModelFactory):
    """Half an hour on Monday 30 November 2026, 10:00 in Amsterdam; give ``cohort``, ``trainer``."""

    class Meta:
        model = IntakeSlot

    during = factory.LazyFunction(lambda: lasting(datetime(2026, 11, 30, 9, tzinfo=UTC), 30))
    place = "Digitaal"


def trainee(name: str = "Tara", **facts: Any) -> Professional:
    """An active professional of an approved provider who signs in herself."""
    from tests.factories.providers import ProfessionalFactory

    area: PostcodeArea = people.postcode_area("2566")
    made: Professional = ProfessionalFactory(
        name=name, user=UserFactory(name=name), postcode_area=area, **facts
    )
    return made


class EnrolmentFactory(DjangoModelFactory):
    """Applied, holding a place; ``waiting`` is on the list, ``admitted`` and ``active`` are in."""

    class Meta:
        model = Enrolment

    class Params:
        waiting = factory.Trait(
            state=EnrolmentState.WAITING,
            queue_number=factory.Sequence(lambda number: number + 1),
        )
        admitted = factory.Trait(state=EnrolmentState.ADMITTED)
        active = factory.Trait(state=EnrolmentState.ACTIVE)

    cohort = factory.SubFactory(CohortFactory)
    professional = factory.LazyFunction(trainee)
    user = factory.SelfAttribute("professional.user")
    applied_at = NOW


class CertificateFactory(DjangoModelFactory):
    """Awarded on 3 May 2027 to somebody who completed; stands, without an end."""

    class Meta:
        model = Certificate

    enrolment = factory.SubFactory(EnrolmentFactory, state=EnrolmentState.COMPLETED)
    name = factory.SelfAttribute("enrolment.professional.name")
    programme = factory.SelfAttribute("enrolment.cohort.programme.title")
    awarded_on = date(2027, 5, 3)


class AttendanceFactory(DjangoModelFactory):
    """Present; give ``session`` and ``enrolment``."""

    class Meta:
        model = Attendance

    state = Attendance.State.PRESENT
    at = NOW
