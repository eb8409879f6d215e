"""A school confirms that a professional teaches there every week.

For work that does not stand in the calendar. The school answers through a signed link in a mail,
without signing in; a school that has no people here yet is asked by the project team.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer

from andersom.accounts.models import User
from andersom.workflow.domain import move, record
from andersom.workflow.machine import IllegalMove
from providers.models import Professional
from schools.models import School
from training.domain.refusals import Refused, verb
from training.emails import weekly as emails
from training.models import Cohort, WeeklySchool
from training.states import WEEKLY, WeeklyState

TERM = timedelta(days=30)
REST = timedelta(days=7)  # after a no the school is left in peace for a while
MOST = 3  # schools that one person may ask for an edition


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link is about: the question, and the member of the school to whom it was sent."""

    weekly: WeeklySchool
    member: User


# --- Verbs --------------------------------------------------------------------------------------


@verb
def declare(
    cohort: Cohort, professional: Professional, school: School, *, by: User, at: datetime
) -> WeeklySchool:
    """Ask the school; one that has no members goes to the project team (see `reaches_school`).

    Raises `Refused`: ``weekly_asked``, ``weekly_confirmed``, ``weekly_denied``, ``weekly_three``.
    """
    Professional.objects.select_for_update(of=("self",), no_key=True).get(pk=professional.pk)
    named = WeeklySchool.objects.filter(cohort=cohort, professional=professional)
    weekly = named.filter(school=school).first()
    if weekly:
        _ask_again(weekly, by=by, at=at)
    elif named.exclude(state=WeeklyState.DENIED).count() >= MOST:
        raise Refused("weekly_three")
    else:
        weekly = WeeklySchool.objects.create(
            cohort=cohort, professional=professional, school=school, asked_at=at, asked_by=by
        )
        record(weekly, "ask", target=weekly.state, by=by, at=at)
    _mail(weekly, at=at)
    return weekly


def _ask_again(weekly: WeeklySchool, *, by: User, at: datetime) -> None:
    if weekly.state == WeeklyState.CONFIRMED:
        raise Refused("weekly_confirmed")
    if weekly.state == WeeklyState.DENIED:
        _may_ask_after_no(weekly, at)
        facts: dict[str, Any] = {
            "asked_at": at,
            "asked_by": by,
            "answered_at": None,
            "answered_by": "",
        }
        move(weekly, WEEKLY, "ask_again", by=by, at=at, **facts)
    elif at < weekly.asked_at + TERM:
        raise Refused("weekly_asked")
    else:
        weekly.asked_at = at
        weekly.save(update_fields=["asked_at"])
        record(weekly, "ask", target=weekly.state, by=by, at=at)


def _may_ask_after_no(weekly: WeeklySchool, at: datetime) -> None:
    answered = weekly.answered_at or weekly.asked_at
    again = answered + REST
    if at < again:
        raise Refused("weekly_denied", day=f"{answered:%d-%m-%Y}", again=f"{again:%d-%m-%Y}")


@verb
def answer(
    weekly: WeeklySchool, *, yes: bool, name: str, by: User | None, at: datetime
) -> WeeklySchool:
    """The school's yes or no, once and within the term; the trainee gets it by mail.

    ``name`` is who answered, ``by`` who was signed in. Raises `Refused` ``weekly_over``.
    """
    stored = WeeklySchool.objects.select_for_update(of=("self",)).get(pk=weekly.pk)
    if not waits(stored, at):
        raise Refused("weekly_over")
    return _decide(weekly, yes=yes, name=name, by=by, at=at)


@verb
def decide(weekly: WeeklySchool, *, yes: bool, by: User, at: datetime) -> WeeklySchool:
    """The project team's answer after a phone call, also to put right an earlier one.

    Raises `Refused` ``too_late`` when that is the answer already.
    """
    return _decide(weekly, yes=yes, name=str(by), by=by, at=at)


def _decide(
    weekly: WeeklySchool, *, yes: bool, name: str, by: User | None, at: datetime
) -> WeeklySchool:
    verb = "confirm" if yes else "deny"
    try:
        move(weekly, WEEKLY, verb, by=by, at=at, answered_at=at, answered_by=name[:120])
    except IllegalMove as error:
        raise Refused("too_late") from error
    emails.answered(weekly, at=at)
    return weekly


def waits(weekly: WeeklySchool, at: datetime) -> bool:
    """Whether the link still takes an answer."""
    return weekly.state == WeeklyState.ASKED and at < weekly.asked_at + TERM


# --- Who is asked, and the link -----------------------------------------------------------------


def members(school: School) -> list[User]:
    """Who may answer for a school: its leaders and coordinators."""
    found = User.objects.filter(school_memberships__school=school, is_active=True)
    return list(found.order_by("pk").distinct())


def reaches_school(weekly: WeeklySchool) -> bool:
    """Whether somebody of the school got the question; else the project team did."""
    return bool(members(weekly.school))


def _mail(weekly: WeeklySchool, *, at: datetime) -> None:
    people = members(weekly.school)
    for user in people:
        until = weekly.asked_at + TERM
        emails.asked(weekly, user=user, key=key(weekly, user), until=until, at=at)
    if not people:
        emails.to_team(weekly, at=at)


def key(weekly: WeeklySchool, user: User) -> str:
    """What stands in the link: both numbers, signed for this asking."""
    return _signer(weekly).sign(f"{weekly.pk}-{user.pk}")


def read(value: str) -> Asked | None:
    """What a link is about; None when it was changed, or its member left the school."""
    numbers = value.partition(":")[0].split("-")
    if len(numbers) != 2 or not all(_is_number(each) for each in numbers):
        return None
    found = WeeklySchool.objects.select_related(
        "cohort__programme", "professional__provider", "school", "asked_by"
    )
    weekly = found.filter(pk=int(numbers[0])).first()
    if weekly is None or not _signed(weekly, value):
        return None
    member = next((user for user in members(weekly.school) if user.pk == int(numbers[1])), None)
    return Asked(weekly, member) if member else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _signed(weekly: WeeklySchool, value: str) -> bool:
    try:
        _signer(weekly).unsign(value)
    except BadSignature:
        return False
    return True


def _signer(weekly: WeeklySchool) -> Signer:
    """Asking again makes the old links invalid."""
    return Signer(salt=f"training.weekly:{weekly.asked_at.timestamp()}")
