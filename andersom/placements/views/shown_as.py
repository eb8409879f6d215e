"""What the pages show, as plain values ready for the templates."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from andersom.accounts.hats import Hat
from andersom.lib.dates import last_day, school_year_of
from andersom.placements import texts
from andersom.placements.domain import planning
from andersom.placements.domain.ledger import Line, sheet
from andersom.placements.models import (
    AreaRule,
    GroupMonth,
    Lesson,
    LessonGroup,
    Placement,
    RuleSet,
)
from andersom.placements.states import LessonState, PlacementState
from andersom.reference.domain import holidays
from andersom.ui import calendar as grid
from andersom.ui.texts import day_text, listing, minutes_text, times_text
from andersom.workflow.models import Move
from providers.models import Professional
from schools.domain import calendar as school_calendar
from schools.models import Group, School

# A school of forty groups has about a thousand lessons a month at the very most.
MOST_IN_A_MONTH = 1500
AT_A_GLANCE = 6  # lessons of a placement before the others are folded away
CALENDAR_VIEWS = {"maand": gettext_lazy("Month"), "lijst": gettext_lazy("List")}
TONES = {
    PlacementState.PROPOSED: "info",
    PlacementState.AGREED: "ok",
    PlacementState.ENDED: "",
    PlacementState.CANCELLED: "danger",
    LessonState.PROPOSED: "info",
    LessonState.PLANNED: "ok",
    LessonState.GIVEN: "",
    LessonState.CANCELLED: "danger",
}


def badge(thing: Placement | Lesson) -> tuple[str, str]:
    """Text and tone of a state."""
    return str(thing.get_state_display()), TONES[thing.state]  # type: ignore[index]


def lines(placements: Iterable[Placement], *, kind: str) -> list[dict[str, Any]]:
    """A line each for a list; ``waits`` says what this hat has to do, if anything."""
    return [
        {
            "placement": placement,
            "groups": listing(group.label for group in placement.groups.all()),
            "when": listing(texts.slot_text(slot) for slot in placement.slots.all()),
            "badge": badge(placement),
            "waits": waits(placement, side="school" if kind == "school" else "provider")
            if kind != "team"
            else "",
        }
        for placement in placements
    ]


def waits(placement: Placement, *, side: str) -> str:
    """What a side has to do now; empty when it is the other's turn or nothing waits."""
    if placement.state != PlacementState.PROPOSED or placement.confirmed_by(side):
        return ""
    return _("Look at the dates and confirm them")


def placement(shown: Placement, *, side: str, at: datetime) -> dict[str, Any]:
    """Everything of the page of a placement but what the person may do."""
    all_lessons = list(shown.lessons.order_by("during").prefetch_related("groups"))
    standing = [each for each in all_lessons if each.state != LessonState.CANCELLED]
    other = "provider" if side == "school" else "school"
    return {
        "placement": shown,
        "badge": badge(shown),
        "facts": _facts(shown),
        **_lessons(all_lessons, at),
        "total": sum(each.minutes for each in standing),
        "count": len(standing),
        "skipped": [_skipped(row) for row in shown.skipped],
        "short": [texts.short_text(*each) for each in planning.short_of_moments(shown)]
        if shown.state == PlacementState.PROPOSED
        else [],
        "sides": [
            (_("School"), shown.school_confirmed_at),
            (_("Provider"), shown.provider_confirmed_at),
        ],
        "waits_for_other": bool(side)
        and shown.state == PlacementState.PROPOSED
        and bool(shown.confirmed_by(side))
        and not shown.confirmed_by(other),
        "independent": shown.contract == Placement.Contract.FREELANCE
        and shown.phase == Placement.Phase.STRUCTURAL,
        "area_warning": area_warning(shown),
        "entries": journal(shown),
    }


def _lessons(lessons: list[Lesson], at: datetime) -> dict[str, Any]:
    """All lines, and of a long list the few that matter now; the page folds the others away."""
    rows = [{"lesson": each, "badge": badge(each)} for each in lessons]
    coming = [
        row
        for row, each in zip(rows, lessons, strict=True)
        if each.during.lower >= at and each.state != LessonState.CANCELLED
    ]
    long = len(rows) > AT_A_GLANCE + 2  # to fold one or two lines away helps nobody
    return {"lessons": rows, "folded": long, "coming": coming[:AT_A_GLANCE] if long else []}


def area_warning(shown: Placement) -> str:
    """What the rule set asks attention for in this learning area; empty for who is licensed."""
    if shown.professional.licence == Professional.Licence.LICENSED:
        return ""
    in_force = RuleSet.objects.filter(region=shown.school.region).on(shown.start)
    rule = (
        AreaRule.objects.filter(
            rule_set__in=in_force,
            learning_area=shown.learning_area_id,
            verdict=AreaRule.Verdict.WARN,
        )
        .select_related("learning_area")
        .first()
    )
    return f"{rule.learning_area}: {rule.note}" if rule else ""


def _facts(shown: Placement) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("Professional"), f"{shown.professional} ({shown.professional.provider})"),
        (_("School"), shown.school),
        (_("Groups"), listing(group.label for group in shown.groups.all())),
        (_("Domain"), shown.domain),
        (_("Weekly"), listing(texts.slot_text(slot) for slot in shown.slots.all()) or "–"),
        (
            _("Period"),
            _("%(start)s to %(end)s")
            % {"start": day_text(shown.start, year=True), "end": day_text(shown.end, year=True)},
        ),
        (_("Phase"), shown.get_phase_display()),
        (_("Contract form"), shown.get_contract_display()),
    ]
    if shown.teacher_present:
        facts.append((_("In the room"), _("a licensed teacher too")))
    return facts


def _skipped(row: dict[str, Any]) -> dict[str, Any]:
    day = date.fromisoformat(row["day"])
    why = texts.sentence(row["code"], row["params"])
    return {"day": day, "start": row["start"], "why": why, "groups": listing(row.get("groups", ()))}


def journal(thing: Placement | Lesson) -> list[dict[str, Any]]:
    """The moves of a thing, newest first, for the timeline."""
    moves = Move.objects.of(thing).select_related("by").reverse()
    return [
        {
            "when": move.at,
            "title": move.what,
            "text": move.why,
            "who": str(move.by or ""),
            "icon": "check" if move.verb in {"agree", "give"} else "clock",
        }
        for move in moves
    ]


def period(shown: Placement) -> dict[str, Any]:
    """Initial values of the form for times."""
    return {
        "start": shown.start,
        "end": shown.end,
        "teacher_present": shown.teacher_present,
    }


def slots(shown: Placement) -> list[dict[str, Any]]:
    """Initial values of the weekly moments."""
    return [
        {
            "weekday": slot.weekday,
            "start": slot.start,
            "minutes": slot.minutes,
            "group": slot.group_id or 0,
        }
        for slot in shown.slots.all()
    ]


def usual_minutes(shown: Placement) -> int | None:
    """Length of the first weekly moment."""
    return next((slot.minutes for slot in shown.slots.all()), None)


def week(shown: Placement) -> dict[str, Any]:
    """School times per weekday, to choose moments by."""
    table = planning.timetable(shown.school)
    return {
        "school_week": [
            {
                "day": WEEKDAYS[weekday],
                "times": times_text(day.open, day.close),
                "pause": times_text(day.break_start, day.break_end),
            }
            for weekday, day in sorted(table.items())
        ]
    }


def to_come(shown: Placement, at: datetime) -> int:
    """Lessons that a stop would cancel."""
    return shown.lessons.standing().filter(during__startswith__gt=at).count()


def lesson(shown: Lesson) -> dict[str, Any]:
    """Everything of the page of a lesson but what the person may do."""
    school = shown.placement.school
    facts = [
        (
            _("When"),
            f"{day_text(shown.day, long=True, year=True)}, {times_text(shown.starts, shown.ends)}",
        ),
        (_("Length"), minutes_text(shown.minutes)),
        (_("Groups"), listing(group.label for group in shown.groups.all())),
        (_("School"), f"{school}, {school.street} {school.house_number}".rstrip(" ,")),
        (_("Professional"), f"{shown.professional} ({shown.professional.provider})"),
        (_("Domain"), shown.placement.domain),
        (_("Licence status"), shown.get_licence_display()),
        *_counts(shown),
        (
            _("Licensed teacher in the room"),
            pgettext("answer", "yes") if shown.teacher_present else pgettext("answer", "no"),
        ),
    ]
    return {
        "lesson": shown,
        "placement": shown.placement,
        "badge": badge(shown),
        "facts": facts,
        "entries": journal(shown),
    }


def _counts(shown: Lesson) -> list[tuple[str, str]]:
    """Whether the lesson is in the books; of a proposed one there is nothing to say yet."""
    if shown.state == LessonState.PROPOSED:
        return []
    counted = shown.lesson_groups.filter(counted=True).exists()
    answer = pgettext("answer", "yes") if counted else pgettext("answer", "no")
    return [(_("Counts for the limit of hours"), answer)]


def month(lessons: Iterable[Lesson], first: date, *, hat: Hat, today: date) -> dict[str, Any]:
    """The calendar of a month: a grid, and the same lessons by day for the list."""
    by_day: dict[date, list[Lesson]] = defaultdict(list)
    for each in lessons:
        by_day[each.day].append(each)
    closed = _closed(first, hat)
    items = {day: [item(each, hat) for each in found] for day, found in by_day.items()}
    return {
        "month": grid.month(first, items, today=today, closed=closed),
        "days": sorted(items.items()),
        "minutes": sum(
            each.minutes
            for found in by_day.values()
            for each in found
            if each.state != LessonState.CANCELLED
        ),
    }


def _closed(first: date, hat: Hat) -> dict[date, str]:
    """Days of a month without lessons: for a school also its own."""
    if hat.kind != "school":
        return holidays.closed_days(first, last_day(first))
    school = School.objects.get(pk=hat.object_id)
    own = school_calendar.closed_days(school, first, last_day(first))
    return {day: reason.name for day, reason in own.items()}


def item(each: Lesson, hat: Hat) -> grid.Item:
    """A lesson in the calendar, told from the side of the hat."""
    groups = listing(group.label for group in each.groups.all())
    where = str(each.professional) if hat.kind == "school" else str(each.placement.school)
    text, tone = badge(each)
    return grid.Item(
        title=f"{each.placement.domain}, {groups}",
        start=each.starts.time(),
        end=each.ends.time(),
        detail=where,
        state="" if each.state == LessonState.PLANNED else text,
        tone=tone,
        url=each.get_absolute_url(),
    )


def ledger(school: School | None, first: date) -> dict[str, Any]:
    """The books of a school in a month, and what to look at."""
    if school is None:
        return {"lines": [], "first": first, "last": last_day(first)}
    found = sheet(school, _groups_in_books(school, first), [first])
    return {
        "lines": [
            {"line": each, "badge": ledger_badge(each)} for each in found if not untouched(each)
        ],
        "untouched": [each.group.label for each in found if untouched(each)],
        "limit": max((each.allowed for each in found), default=0),
        "first": first,
        "last": last_day(first),
        "previous": first - timedelta(days=1),
        "next": last_day(first) + timedelta(days=1),
        "warned": [each.group.label for each in found if each.tone == "warn"],
        "full": [each.group.label for each in found if each.limit is not None and not each.left],
        "used": sum(each.used for each in found),
        "left": sum(each.left for each in found),
        "without_rule": any(each.limit is None for each in found),
    }


def _groups_in_books(school: School, first: date) -> QuerySet[Group]:
    """The groups of the year, and whoever has hours in the month: nothing in the books hides."""
    of_year = Q(school_year=school_year_of(first), active=True)
    booked = Q(pk__in=GroupMonth.objects.filter(month=first).values("group"))
    taught = Q(pk__in=LessonGroup.objects.filter(month=first, takes_time=True).values("group"))
    return school.groups.filter(of_year | booked | taught).order_by("-school_year", "label")


def untouched(line: Line) -> bool:
    """Whether the month has nothing to tell: no lessons, nothing extra, a rule in force."""
    return not (line.used or line.uncounted or line.extra) and line.limit is not None


def ledger_badge(line: Line) -> tuple[str, str]:
    """Text and tone of how full a month is."""
    if line.limit is None:
        return _("no rule is valid"), "danger"
    if not line.left:
        return _("full"), "danger"
    if line.tone == "warn":
        return _("nearly full"), "warn"
    return _("room left"), "ok"


def ledger_url(school: School, first: date) -> str:
    """The ledger of a school in a month."""
    query = urlencode({"maand": f"{first:%Y-%m}", "school": str(school.pk)})
    return f"{reverse('placements:ledger')}?{query}"
