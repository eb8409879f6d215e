"""Who was there: filled in by the trainer, or by the trainee with the code on the screen.

Missing sessions has a limit. As soon as the required attendance cannot be reached any more without
a make-up session, the trainee and her trainers read so, once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core import signing
from django.utils.timezone import localtime

from andersom.accounts.models import User
from training.domain import progress
from training.domain.refusals import Refused, verb
from training.emails import sessions as emails
from training.models import Attendance, Enrolment, Session

OPENS = timedelta(minutes=30)  # before the session begins
FRESH = timedelta(minutes=10)  # time to scan, sign in and say yes
RENEWED = timedelta(minutes=2)  # so often the screen shows another code
SALT = "training.check_in"
MISSED = (Attendance.State.EXCUSED, Attendance.State.ABSENT)


def opens_at(session: Session) -> datetime:
    """From when on somebody may be noted."""
    begins: datetime = session.during.lower
    return begins - OPENS


def listed(session: Session) -> list[Enrolment]:
    """Who belongs on the list: all in training; at a make-up session those who missed its module,
    and those who came all the same. By name.
    """
    rows = session.cohort.enrolments.in_training().select_related("professional", "user")
    if session.make_up:
        missed = Attendance.objects.filter(
            session__module=session.module_id, session__make_up=False, state__in=MISSED
        )
        noted = session.attendances.values("enrolment")
        rows = rows.filter(pk__in=missed.values("enrolment")) | rows.filter(pk__in=noted)
    return sorted(rows.distinct(), key=lambda one: one.professional.name.casefold())


@verb
def record(
    session: Session, states: Mapping[int, str], *, by: User, at: datetime
) -> list[Attendance]:
    """Note the state of each enrolment by its key; who is left out stays as noted before.

    The same list sent twice changes nothing. Returns what changed. Raises `Refused`
    ``attendance_early`` more than thirty minutes before the session.
    """
    _opened(session, at)
    Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    known = dict(session.attendances.values_list("enrolment", "state"))
    people = session.cohort.enrolments.in_training().filter(pk__in=states).order_by("pk")
    changed = [
        Attendance(session=session, enrolment=one, state=states[one.pk], by=by, at=at)
        for one in people
        if known.get(one.pk) != states[one.pk]
    ]
    Attendance.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["state", "by", "at"],
    )
    warn(session, [row.enrolment for row in changed], at=at)
    return changed


# --- The code on the screen ---------------------------------------------------------------------


def key_of(session: Session, *, at: datetime) -> str:
    """What the code on the screen says: signed, so that nobody makes one up, and only fresh for a
    while, so that a photo of it does not bring in who stayed at home.
    """
    return signing.Signer(salt=SALT).sign_object([session.pk, int(at.timestamp())])


def read_key(key: str, *, at: datetime) -> tuple[Session | None, bool]:
    """The session of a key, None for a key that is not ours; and whether it is still fresh."""
    try:
        number, shown = signing.Signer(salt=SALT).unsign_object(key)
    except (signing.BadSignature, ValueError):
        return None, False
    session = Session.objects.for_reading().filter(pk=number).first()
    return session, at.timestamp() - shown <= FRESH.total_seconds()


def may_check_in(session: Session, user: User, *, at: datetime) -> Enrolment:
    """The enrolment that would be noted. Raises `Refused` with the reason why not."""
    enrolments = Enrolment.objects.in_training().for_reading()
    enrolment = enrolments.filter(cohort=session.cohort_id, user=user).first()
    if enrolment is None:
        raise Refused("not_in_edition")
    _opened(session, at)
    if session.during.upper <= at:
        raise Refused("session_over")
    if session.attendances.filter(enrolment=enrolment, state__in=MISSED).exists():
        raise Refused("marked_absent")
    return enrolment


def is_present(session: Session, user: User) -> bool:
    """Whether she was noted as present."""
    return session.attendances.present().filter(enrolment__user=user).exists()


@verb
def check_in(session: Session, user: User, *, at: datetime) -> Attendance:
    """Note her own presence; a second time is the same. Raises `Refused` (`may_check_in`)."""
    enrolment = may_check_in(session, user, at=at)
    row, _new = Attendance.objects.get_or_create(
        session=session,
        enrolment=enrolment,
        defaults={"state": Attendance.State.PRESENT, "by": user, "at": at},
    )
    if row.state in MISSED:  # the trainer was first
        raise Refused("marked_absent")
    return row


# --- When too much is missed --------------------------------------------------------------------


def warn(session: Session, enrolments: Iterable[Enrolment], *, at: datetime) -> None:
    """Mail about each for whom the required attendance is out of reach without making up.

    Once for each time that it happens: again only after something was made up in between.
    """
    enrolments = list(enrolments)
    found = progress.of_many(session.cohort, enrolments, at) if enrolments else {}
    for enrolment in enrolments:
        attendance = found[enrolment.pk].attendance
        if beyond_reach(attendance):
            emails.too_much_missed(enrolment, attendance, at=at)


def beyond_reach(attendance: progress.presence.Attendance) -> bool:
    """Not enough, even when she is present at every session to come, without making up."""
    best = attendance.counted + attendance.unfilled + attendance.to_come
    return best < attendance.needed


def _opened(session: Session, at: datetime) -> None:
    if at < opens_at(session):
        raise Refused("attendance_early", time=f"{localtime(opens_at(session)):%d-%m-%Y %H:%M}")
