"""Whether a professional may enrol in an edition: each criterion with its reason.

DOMAIN §4: connected to Andersom, and working in primary education at least once a week, because
trainers visit those lessons. The team may make an exception.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from andersom.lib import dates
from andersom.placements.models import Lesson
from andersom.reference.domain import holidays
from andersom.ui.texts import listing
from providers.models import Professional
from providers.states import Review
from training.models import Cohort, Waiver, WeeklySchool
from training.states import WeeklyState

LINK, WEEKLY, WAIVER = "link", "weekly", "waiver"
WEEK = timedelta(weeks=1)
LONGEST_HOLIDAY = 12  # weeks; the summer holiday and what may lie around it
SCHOOL_DAYS = [timedelta(days=number) for number in dates.SCHOOL_WEEK]


@dataclass(frozen=True, slots=True)
class Result:
    """One criterion: met or not, why, and what would mend it (empty when it is met)."""

    code: str
    met: bool
    title: str
    text: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Lessons:
    """School weeks in a row, each with whether a lesson stands in it; ``past``: gone by already."""

    weeks: list[date]
    missing: list[date]
    past: bool


def judge(cohort: Cohort, professional: Professional, today: date) -> list[Result]:
    """The criteria one by one, in the active language; an exception by the team comes last.

    Asks the database a fixed number of times, however many lessons and schools there are.
    """
    found = [_link(professional), _weekly(cohort, professional, today)]
    waiver = Waiver.objects.filter(cohort=cohort, professional=professional).first()
    if waiver:
        title = _("The project team made an exception for you")
        found.append(Result(WAIVER, True, title, waiver.reason))
    return found


def eligible(results: Iterable[Result]) -> bool:
    """Whether every criterion is met, or the team made an exception."""
    found = list(results)
    return all(each.met for each in found) or any(each.code == WAIVER for each in found)


def as_json(results: Iterable[Result]) -> list[dict[str, Any]]:
    """As `Enrolment.eligibility` keeps what was shown."""
    return [asdict(each) for each in results]


# --- Connected ----------------------------------------------------------------------------------


def _link(professional: Professional) -> Result:
    provider = professional.provider
    title = _("You work for a provider that Andersom approved")
    facts = {"provider": provider.name}
    if not professional.active:
        return Result(
            LINK,
            False,
            title,
            _("%(provider)s has put your profile on “stopped”.") % facts,
            _("Ask your provider to make your profile active again."),
        )
    if provider.state != Review.APPROVED:
        return Result(
            LINK,
            False,
            title,
            _("%(provider)s is not in the catalogue now.") % facts,
            _("Your provider can send in its profile; the project team then looks at it."),
        )
    return Result(LINK, True, title, _("You work for %(provider)s.") % facts)


# --- Every week before a group ------------------------------------------------------------------


def _weekly(cohort: Cohort, professional: Professional, today: date) -> Result:
    """Lessons in the calendar, or else a school that confirms."""
    title = _("You teach in primary education every week")
    best = lessons(cohort, professional, today)
    if not best.missing:
        return Result(WEEKLY, True, title, _found(best))
    declared = list(
        WeeklySchool.objects.filter(cohort=cohort, professional=professional).select_related(
            "school"
        )
    )
    schools = {each.state: each.school.name for each in declared}
    if WeeklyState.CONFIRMED in schools:
        text = _("%(school)s has confirmed that you teach there every week.")
        return Result(WEEKLY, True, title, text % {"school": schools[WeeklyState.CONFIRMED]})
    return Result(WEEKLY, False, title, _not_found(best, schools), _fix(best, schools))


def _found(best: Lessons) -> str:
    count = len(best.weeks)
    if best.past:
        text = ngettext(
            "You gave a lesson in the last school week.",
            "You gave a lesson in each of the last %(weeks)s school weeks.",
            count,
        )
    else:
        text = ngettext(
            "You have a lesson in this school week.",
            "You have a lesson in each of the %(weeks)s school weeks from now on.",
            count,
        )
    return text % {"weeks": count}


def _not_found(best: Lessons, schools: dict[str, str]) -> str:
    count = len(best.weeks)
    text = ngettext(
        "We ask a lesson in %(weeks)s school week; the calendar shows %(found)s.",
        "We ask a lesson in each of %(weeks)s school weeks; the calendar shows %(found)s.",
        count,
    ) % {"weeks": count, "found": count - len(best.missing)}
    if WeeklyState.ASKED in schools:
        asked = _("We have asked %(school)s; there is no answer yet.")
        return f"{text} {asked % {'school': schools[WeeklyState.ASKED]}}"
    if WeeklyState.DENIED in schools:
        denied = _("%(school)s answered that you do not teach there every week.")
        return f"{text} {denied % {'school': schools[WeeklyState.DENIED]}}"
    return text


def _fix(best: Lessons, schools: dict[str, str]) -> str:
    if WeeklyState.ASKED in schools:
        return _("You get a mail as soon as the school answers. A phone call to the school helps.")
    if WeeklyState.DENIED in schools:
        return _(
            "Is this not right? Call the school or the project team. Do you teach at another "
            "school every week? Name it below."
        )
    weeks = listing([_("the week of %(day)s") % {"day": f"{w:%d-%m}"} for w in best.missing])
    return _(
        "Plan a lesson in %(weeks)s. Or do you teach every week at a school outside this calendar? "
        "Name that school below and we ask it to confirm."
    ) % {"weeks": weeks}


def lessons(cohort: Cohort, professional: Professional, today: date) -> Lessons:
    """The run of school weeks, just past or to come, with the fewest weeks without a lesson.

    The week of ``today`` may close the run that is past and may open the one to come, but need not.
    Between two equal runs the one to come is chosen: that can still be mended.
    """
    this = dates.week_start(today)
    far = (cohort.weeks + LONGEST_HOLIDAY) * WEEK
    weeks = _school_weeks(this - far, this + far)
    taught = _weeks_taught(professional, this - far, this + far + WEEK)
    runs = [
        Lessons(run, [week for week in run if week not in taught], past)
        for run, past in _runs(weeks, this, cohort.weeks)
    ]
    return min(runs, key=lambda run: (len(run.missing), run.past))


def _runs(weeks: list[date], this: date, count: int) -> list[tuple[list[date], bool]]:
    """Runs of so many school weeks: ending before or in this week, starting in or after it."""
    before = [week for week in weeks if week < this]
    until_now = [week for week in weeks if week <= this]
    from_now = [week for week in weeks if week >= this]
    after = [week for week in weeks if week > this]
    return [
        (from_now[:count], False),
        (after[:count], False),
        (until_now[-count:], True),
        (before[-count:], True),
    ]


def _school_weeks(first: date, last: date) -> list[date]:
    """Mondays of the weeks with at least one day on which the city has school."""
    closed = holidays.closed_days(first, last + WEEK)
    found, monday = [], first
    while monday <= last:
        if any(monday + day not in closed for day in SCHOOL_DAYS):
            found.append(monday)
        monday += WEEK
    return found


def _weeks_taught(professional: Professional, first: date, last: date) -> set[date]:
    """Mondays of the weeks in which a lesson of this person is planned or given.

    Somebody who works for two providers teaches for both.
    """
    hers = Q(professional=professional)
    if professional.user_id:
        hers |= Q(professional__user=professional.user_id)
    period = dates.instant(first, time.min), dates.instant(last, time.min)
    found = Lesson.objects.taking_time().between(*period).filter(hers)
    return {
        dates.week_start(dates.local_date(during.lower))
        for during in found.values_list("during", flat=True)
    }
