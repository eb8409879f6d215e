"""What the clock asks for in the training programme: each rule is a query of what is due."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from andersom.accounts.models import User
from andersom.lib.dates import ONE_DAY, instant, local_date
from andersom.notifications.domain.reminders import Reminder, Rule, ahead
from andersom.workflow.domain import came_into
from schools.models import Member
from training.domain.attendance import MISSED
from training.emails import reminders as emails
from training.emails.enrolment import still_offered
from training.emails.intake import still_to_be_held
from training.models import Attendance, Enrolment, Intake, Session, Visit
from training.models.enrolment import EnrolmentQuerySet
from training.models.intake import IntakeQuerySet
from training.models.session import SessionQuerySet
from training.models.visit import VisitQuerySet
from training.states import EnrolmentState, VisitState

FORGOTTEN = timedelta(days=14)  # a session longer ago is not asked about any more


# --- Tomorrow -----------------------------------------------------------------------------------


def intakes(at: datetime) -> Iterator[Reminder]:
    """The intakes of tomorrow, to the trainee and the trainer."""
    rows = _intakes().filter(**_begins("slot__during", at)).order_by("slot__during")
    for intake in rows.select_related(
        "slot__trainer__user",
        "enrolment__cohort__programme",
        "enrolment__professional",
        "enrolment__user",
    ):
        slot = intake.slot
        for user in _active(intake.enrolment.user, slot.trainer.user if slot else None):
            if slot:
                yield emails.intake(user, intake, slot, at=at)


def visits(at: datetime) -> Iterator[Reminder]:
    """The confirmed visits of tomorrow, to the trainer, the trainee and the school."""
    for visit, involved, at_school in _with_readers(_visits().filter(**_begins("during", at))):
        for user in dict.fromkeys([*involved, *at_school]):
            yield emails.visit(user, visit, at_school=user in at_school, at=at)


def visit_holds(about: str) -> bool:
    """Whether the visit is still confirmed, with this trainer, at this moment, for this reader."""
    which, begins = about.split("@")
    pk, trainer, reader = which.split(":")
    moment = datetime.fromisoformat(begins)
    rows = _visits().filter(pk=pk, trainer=int(trainer), during__startswith=moment)
    return any(
        int(reader) in {user.pk for user in (*involved, *at_school)}
        for _visit, involved, at_school in _with_readers(rows)
    )


# --- What waits for somebody --------------------------------------------------------------------


def attendance(at: datetime) -> Iterator[Reminder]:
    """A session is over and its list is empty: on the next morning, to who gave it.

    Without a trainer of its own all trainers of the edition are asked.
    """
    today = instant(local_date(at), time.min)
    over = _unfilled().filter(during__endswith__range=(today - FORGOTTEN, today))
    rows = over.for_reading().prefetch_related("cohort__trainers__user").order_by("pk")
    for session in rows:
        trainers = [session.trainer] if session.trainer else session.cohort.trainers.all()
        for user in _active(*(one.user for one in trainers)):
            until = session.during.upper + FORGOTTEN
            yield emails.attendance(user, session, not_after=until, at=at)


def attendance_holds(about: str) -> bool:
    """Whether the list is still empty, and still this reader's to fill in."""
    pk, reader = about.split(":")
    hers = Q(trainer__user=int(reader)) | Q(trainer=None, cohort__trainers__user=int(reader))
    return _unfilled().filter(hers, pk=pk).exists()


def offers(at: datetime) -> Iterator[Reminder]:
    """An offered place from the waiting list, on the day before the term ends and still unanswered.

    Not on the very day of the offer.
    """
    until = instant(local_date(at) + 2 * ONE_DAY, time.min)
    rows = _offered().filter(answer_by__gt=at, answer_by__lt=until, user__is_active=True)
    since = rows.annotate(offered_at=came_into(Enrolment, EnrolmentState.OFFERED))
    early = since.filter(Q(offered_at=None) | Q(offered_at__lt=instant(local_date(at), time.min)))
    for enrolment in early.for_reading().order_by("pk"):
        if enrolment.user and enrolment.answer_by:
            yield emails.offered(enrolment.user, enrolment, enrolment.answer_by, at=at)


RULES = (
    Rule("training.intake_reminder", intakes, still_to_be_held),
    Rule("training.visit_reminder", visits, visit_holds),
    Rule("training.attendance_reminder", attendance, attendance_holds),
    Rule("training.offered_reminder", offers, still_offered),
)


# --- Rows ---------------------------------------------------------------------------------------


def _begins(field: str, at: datetime) -> dict[str, datetime]:
    """What begins tomorrow, or this morning for who could not be told yesterday."""
    first, last = ahead(at)
    return {
        f"{field}__startswith__gte": max(at, instant(first, time.min)),
        f"{field}__startswith__lt": instant(last + ONE_DAY, time.min),
    }


def _intakes() -> IntakeQuerySet:
    return Intake.objects.filter(done_at=None, slot__isnull=False)


def _visits() -> VisitQuerySet:
    return Visit.objects.filter(state=VisitState.CONFIRMED)


def _with_readers(visits: VisitQuerySet) -> Iterator[tuple[Visit, list[User], list[User]]]:
    """Each visit with its trainer and trainee, and the members of the school; two queries."""
    rows = list(visits.for_reading())
    schools = _people({one.lesson.placement.school_id for one in rows if one.lesson})
    for visit in rows:
        trainer = visit.trainer.user if visit.trainer else None
        at_school = schools[visit.lesson.placement.school_id] if visit.lesson else []
        yield visit, _active(trainer, visit.enrolment.user), at_school


def _offered() -> EnrolmentQuerySet:
    return Enrolment.objects.filter(state=EnrolmentState.OFFERED)


def _unfilled() -> SessionQuerySet:
    """With somebody to expect, and nobody noted: at a make-up session whoever missed the module."""
    missed = Attendance.objects.filter(
        session__module=OuterRef("module"), session__make_up=False, state__in=MISSED
    )
    trainees = Enrolment.objects.in_training().filter(cohort=OuterRef("cohort"))
    return Session.objects.filter(Exists(trainees), attendances=None).filter(
        Q(make_up=False) | Exists(missed)
    )


def _active(*people: User | None) -> list[User]:
    """Who can read it, each once."""
    return list(dict.fromkeys(one for one in people if one and one.is_active))


def _people(schools: Iterable[int]) -> Mapping[int, list[User]]:
    """School → its members; one query."""
    people: dict[int, list[User]] = defaultdict(list)
    rows = Member.objects.filter(school__in=schools, user__is_active=True)
    for member in rows.select_related("user").order_by("user_id"):
        people[member.school_id].append(member.user)
    return people
