"""For every rule a scene in which something is due, of any size, and the moment at which it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from andersom.accounts.models import User
from andersom.lib.dates import instant
from andersom.matching.models import Proposal
from andersom.placements.models import Lesson
from andersom.placements.states import LessonState
from andersom.surveys.models import Answered, Asked
from events.models import Registration
from providers.models import Member as ProviderMember
from providers.models import Professional, VogRecord
from schools.models import Group, School
from schools.models import Member as SchoolMember
from tests import people
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS, EventFactory, RegistrationFactory
from tests.factories.matching import ProposalFactory
from tests.factories.placements import GroupFactory, Place, RequestFactory
from tests.factories.providers import MemberFactory, ProfessionalFactory
from tests.factories.surveys import survey_about
from tests.factories.training import (
    AttendanceFactory,
    CohortFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
    trainee,
)
from training.models import Enrolment, Intake, Session, Visit
from training.states import EnrolmentState, VisitState

TUESDAY = date(2026, 12, 1)  # all lessons are at nine o'clock on this day
ASKED = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
_numbers = count(10)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant by the clock on the wall."""
    return instant(day, time(hour, minute))


@dataclass(frozen=True)
class Scene:
    """``build(n)`` makes ``each`` × n reminders due at ``at``, and none a minute before; ``change``
    makes all of them untrue. ``leave`` takes the readers out of where they hear it from.
    """

    kind: str
    at: datetime
    build: Callable[[int], None]
    change: Callable[[], object]
    each: int = 1
    leave: Callable[[], object] | None = None


def school() -> School:
    number = next(_numbers)
    made = people.school(f"School {number}", f"{number % 90 + 10}QQ{number // 90:02}")
    SchoolMember.objects.create(
        school=made, user=UserFactory(name=f"Leider {number}"), role=SchoolMember.Role.LEADER
    )
    return made


def place(day: date = TUESDAY) -> Place:
    """A school with a leader, and a lesson of somebody who signs in herself."""
    made = Place(
        school=school(),
        professional=ProfessionalFactory(user=UserFactory(), name=f"Vera {next(_numbers)}"),
    )
    made.lesson(day)
    return made


def lessons(n: int) -> None:
    for _ in range(n):
        place()


def certificates(n: int) -> None:
    """Of the professional and an owner."""
    for _ in range(n):
        one = ProfessionalFactory(user=UserFactory())
        ProviderMember.objects.create(
            provider=one.provider, user=UserFactory(), role=ProviderMember.Role.OWNER
        )
        VogRecord.objects.create(
            professional=one, issued_on=date(2024, 3, 2), seen_on=date(2024, 3, 9)
        )


def proposals(n: int) -> None:
    """Asked on Monday 23 November, until Monday the thirtieth; to a member of the provider."""
    for _ in range(n):
        at_school = school()
        group: Group = GroupFactory(school=at_school)
        request = RequestFactory(school=at_school, groups=[group])
        who = ProfessionalFactory()
        MemberFactory(provider=who.provider)
        made = ProposalFactory(request=request, professional=who, score={})
        made.groups.set([group])


def offers(n: int) -> None:
    """Of professionals who would like to come, each to a school with one leader."""
    proposals(n)
    Proposal.objects.filter(state="asked").update(state="offered", offered=True)


def intakes(n: int) -> None:
    """On Monday 30 November; of n trainees with a trainer each."""
    for _ in range(n):
        trainer = TrainerFactory()
        cohort = CohortFactory(trainers=[trainer])
        slot = IntakeSlotFactory(cohort=cohort, trainer=trainer)
        enrolment = EnrolmentFactory(cohort=cohort, state=EnrolmentState.INTAKE_PLANNED)
        Intake.objects.create(enrolment=enrolment, slot=slot)


def visits(n: int) -> None:
    """Confirmed, on the lessons; to the trainer, the trainee and the leader of the school."""
    for _ in range(n):
        made = place()
        lesson = made.placement.lessons.get()
        trainer = TrainerFactory()
        cohort = CohortFactory(trainers=[trainer])
        enrolment = EnrolmentFactory(cohort=cohort, professional=made.professional, active=True)
        Visit.objects.create(
            enrolment=enrolment,
            week=date(2026, 11, 30),
            state=VisitState.CONFIRMED,
            lesson=lesson,
            trainer=trainer,
            during=lesson.during,
        )


def sessions(n: int) -> None:
    """On Monday 11 January 2027, with somebody to expect and nobody noted."""
    for _ in range(n):
        trainer = TrainerFactory()
        cohort = CohortFactory(trainers=[trainer])
        SessionFactory(
            module=ModuleFactory(cohort=cohort),
            during=lasting(datetime(2027, 1, 11, 14, 30, tzinfo=UTC)),
        )
        EnrolmentFactory(cohort=cohort, active=True)


def training_offers(n: int) -> None:
    """Until the end of Monday 30 November."""
    cohort = CohortFactory()
    until = at(date(2026, 11, 30), 23, 59)
    for _ in range(n):
        EnrolmentFactory(
            cohort=cohort,
            professional=trainee(f"T{next(_numbers)}"),
            state=EnrolmentState.OFFERED,
            answer_by=until,
        )


def coming(n: int) -> None:
    event = EventFactory()
    for number in range(n):
        RegistrationFactory(event=event, user=UserFactory() if number % 2 else None)


def event_offers(n: int) -> None:
    """Until ten o'clock on Monday 30 November."""
    event = EventFactory()
    until = at(date(2026, 11, 30), 10)
    for _ in range(n):
        RegistrationFactory(event=event, state="offered", answer_by=until)


def surveys(n: int) -> None:
    """Asked on Monday 23 November."""
    users: list[User] = UserFactory.create_batch(n)
    survey_about(people.domain(), users, at=ASKED)


# --- What makes them untrue ---------------------------------------------------------------------


def cancel_lessons() -> None:
    Lesson.objects.update(state=LessonState.CANCELLED)


def give_lessons() -> None:
    Lesson.objects.update(state=LessonState.GIVEN)


def renew() -> None:
    for one in Professional.objects.filter(vog_records__isnull=False).distinct():
        day = date(2026, 12, 1)
        VogRecord.objects.create(professional=one, issued_on=day, seen_on=day)


def note_everybody() -> None:
    for session in Session.objects.all():
        AttendanceFactory(session=session, enrolment=session.cohort.enrolments.get())


def answer_surveys() -> None:
    rows = Asked.objects.all()
    Answered.objects.bulk_create(Answered(survey=one.survey, user=one.user) for one in rows)


def answer_offers() -> None:
    Enrolment.objects.update(state=EnrolmentState.ADMITTED, answer_by=None)


def cancel_registrations() -> None:
    Registration.objects.update(state="cancelled", answer_by=None)


def leave_everything() -> None:
    """Nobody is a member of anything, and no professional signs in."""
    SchoolMember.objects.all().delete()
    ProviderMember.objects.all().delete()
    Professional.objects.update(user=None)


EVE = TUESDAY - timedelta(days=1)
SCENES = [
    Scene(
        "placements.lessons_ahead",
        at(EVE, 8),
        lessons,
        cancel_lessons,
        each=2,
        leave=leave_everything,
    ),
    Scene(
        "placements.first_lesson",
        at(date(2026, 11, 26), 8),
        lessons,
        cancel_lessons,
        each=2,
        leave=leave_everything,
    ),
    Scene(
        "placements.week_ahead",
        at(date(2026, 11, 27), 15),
        lessons,
        cancel_lessons,
        each=2,
        leave=leave_everything,
    ),
    Scene(
        "placements.lessons_to_tick",
        at(date(2026, 12, 3), 8),
        lessons,
        give_lessons,
        leave=leave_everything,
    ),
    Scene(
        "providers.vog_renewal",
        at(date(2027, 1, 5), 8),
        certificates,
        renew,
        each=2,
        leave=leave_everything,
    ),
    Scene(
        "matching.proposal_reminder",
        at(date(2026, 11, 26), 8),
        proposals,
        lambda: Proposal.objects.update(state="declined"),
        leave=leave_everything,
    ),
    Scene(
        "matching.offer_reminder",
        at(date(2026, 11, 26), 8),
        offers,
        lambda: Proposal.objects.update(state="turned_down"),
        leave=leave_everything,
    ),
    Scene(
        "training.intake_reminder",
        at(date(2026, 11, 29), 8),
        intakes,
        lambda: Intake.objects.update(slot=None),
        each=2,
    ),
    Scene(
        "training.visit_reminder",
        at(EVE, 8),
        visits,
        lambda: Visit.objects.update(state=VisitState.PROPOSED),
        each=3,
    ),
    Scene("training.attendance_reminder", at(date(2027, 1, 12), 8), sessions, note_everybody),
    Scene("training.offered_reminder", at(date(2026, 11, 29), 8), training_offers, answer_offers),
    Scene(
        "events.reminder",
        at(BEGINS.date() - timedelta(days=7), 8),
        coming,
        cancel_registrations,
    ),
    Scene("events.offered_reminder", at(date(2026, 11, 29), 8), event_offers, cancel_registrations),
    Scene("surveys.reminder", at(date(2026, 11, 30), 8), surveys, answer_surveys),
]
