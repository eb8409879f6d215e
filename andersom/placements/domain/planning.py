"""Brings what the database knows to the pure rules of `hours`: week, holidays, lessons, ledger."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from andersom.lib.dates import ONE_DAY, ZONE, days, instant, months
from andersom.placements import hours
from andersom.placements.hours.series import LOOK_AHEAD
from andersom.placements.models import GroupMonth, Lesson, LessonGroup, Placement, RuleSet
from andersom.placements.states import TAKING_TIME, LessonState
from providers.domain import vog
from providers.models import Professional, Unavailable
from schools.domain import calendar
from schools.models import Group, Request, School

A_MONTH = timedelta(weeks=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Weekly slots for groups of a school with a professional, from a day to a day inclusive.

    A slot without groups is for all of ``groups`` together.
    """

    school: School
    professional: Professional
    groups: tuple[Group, ...]
    slots: tuple[hours.Slot, ...]
    start: date
    end: date
    learning_area: int | None = None
    teacher_present: bool = False

    @classmethod
    def of(cls, placement: Placement, **changes: Any) -> "Wish":
        """The wish that a placement is made of."""
        facts: dict[str, Any] = {
            "school": placement.school,
            "professional": placement.professional,
            "groups": tuple(placement.groups.order_by("pk")),
            "slots": tuple(
                hours.Slot(s.weekday, s.start, s.minutes, (s.group_id,) if s.group_id else ())
                for s in placement.slots.all()
            ),
            "start": placement.start,
            "end": placement.end,
            "learning_area": placement.learning_area_id,
            "teacher_present": placement.teacher_present,
        }
        return cls(**facts | changes)

    def at(self, day: date, start: time, minutes: int, groups: tuple[int, ...] = ()) -> "Wish":
        """One lesson of this wish on one day; without ``groups`` for all of its groups."""
        slot = hours.Slot(day.weekday(), start, minutes, groups)
        facts = {name: getattr(self, name) for name in self.__slots__}
        return Wish(**facts | {"slots": (slot,), "start": day, "end": day})


class Facts:
    """All that lessons of a wish are checked against, fetched once: queries do not grow with it.

    Lessons that take time count, also of other placements, except ``without`` (one that moves).
    Reaches a quarter of a year past the end, so that a next free date is not promised too early.
    """

    def __init__(self, wish: Wish, *, without: Lesson | None = None) -> None:
        last = wish.end + LOOK_AHEAD
        self.wish = wish
        self.timetable = timetable(wish.school)
        self.closed = closures(wish.school, wish.start, last)
        self.busy = busy(wish.professional, wish.groups, wish.start, last, without=without)
        self.ledger = ledger(wish.school.region, wish.groups, wish.start, last, without=without)
        self.without_vog = days_without_vog(wish.professional, wish.start, last)

    def series(self) -> hours.Series:
        """Which lessons of the whole wish can stand in the calendar, and why the others cannot."""
        return self._plan(self.wish)

    def refuse(self, wish: Wish) -> hours.Skipped | None:
        """Why a single lesson (`Wish.at`) is not possible; None, and it is taken in, when it is."""
        result = self._plan(wish)
        for lesson in result.lessons:
            self.busy.append(hours.Busy(lesson.begins, lesson.ends, "series"))
            self.ledger = self.ledger.charged(lesson)
        return result.skipped[0] if result.skipped else None

    def open_after(self, day: date) -> date | None:
        """The first school day after a day; None when the quarter that is known has none."""
        coming = days(day + ONE_DAY, self.wish.end + LOOK_AHEAD)
        open_ = (each for each in coming if each.weekday() in self.timetable)
        return next((each for each in open_ if each not in self.closed), None)

    def _plan(self, wish: Wish) -> hours.Series:
        pattern = hours.Pattern(
            start=wish.start,
            end=wish.end,
            slots=wish.slots,
            groups=tuple(group.pk for group in wish.groups),
            licence=wish.professional.licence,
            teacher_present=wish.teacher_present,
            learning_area=wish.learning_area,
            without_vog=self.without_vog,
        )
        return hours.plan_series(pattern, self.timetable, self.closed, self.busy, self.ledger)


def choose_slots(
    request: Request,
    professional: Professional,
    groups: Sequence[Group],
    *,
    start: date,
    only: int = 0,
) -> list[hours.Slot]:
    """Times for the weekly lessons of these groups from ``start`` on, in dagdelen that suit both.

    Groups that do not have their lessons together each get moments of their own; who finds none is
    not in the list. Dagdelen in which she works come first; without a grid the school's wishes
    decide. Moments that she or a group already has every week are passed over, and where there is
    room also those that still wait for a yes: of two proposals at one moment only one can become
    lessons. ``only`` are the dagdelen to choose from, when she herself named them.
    """
    assert request.end is not None  # noqa: S101 - a posted request is complete
    grids = professional.availability.between(start, request.end)
    grid = grids.values_list("grid", flat=True).first()
    day_parts = only or (request.day_parts if grid is None else request.day_parts & grid)
    facts = (
        day_parts or request.day_parts,
        timetable(request.school),
        request.lesson_minutes,
        request.blocks_per_week,
    )

    def chosen(taken: list[hours.Slot]) -> list[hours.Slot]:
        if request.together or len(groups) == 1:
            return hours.proposed_slots(*facts, busy=taken)
        return hours.own_slots(*facts, groups=[group.pk for group in groups], busy=taken)

    period = (start, start + A_MONTH)
    planned = busy(professional, groups, *period)
    firm = chosen(_weekly(planned))
    careful = chosen(_weekly([*planned, *waiting(professional, groups, *period)]))
    return careful if len(careful) == len(firm) else firm


def short_of_moments(placement: Placement) -> list[tuple[Group, int]]:
    """Groups with fewer weekly moments than the school asked, with how many they do have."""
    if placement.request is None:
        return []
    of_all = 0
    own: Counter[int] = Counter()
    for slot in placement.slots.all():
        if slot.group_id is None:
            of_all += 1
        else:
            own[slot.group_id] += 1
    wanted = placement.request.blocks_per_week
    found = [(group, of_all + own[group.pk]) for group in placement.groups.all()]
    return [(group, moments) for group, moments in found if moments < wanted]


def timetable(school: School) -> dict[int, hours.SchoolDay]:
    """Weekday → school times; a weekday without school is left out."""
    return {weekday: hours.SchoolDay(*day) for weekday, day in calendar.timetable(school).items()}


def closures(school: School, start: date, end: date) -> dict[date, hours.Closure]:
    """Days without lessons in a period, both ends included: holidays and the school's own."""
    closed = calendar.closed_days(school, start, end)
    return {day: hours.Closure(*reason) for day, reason in closed.items()}  # type: ignore[arg-type]


def days_without_vog(professional: Professional, start: date, end: date) -> frozenset[date]:
    """Days of a period, both ends included, for which no certificate of conduct is valid."""
    seen, policy = vog.seen_of(professional), vog.policy()
    return frozenset(
        day for day in days(start, end) if vog.state_on(day, seen, policy) == vog.State.NOT_VALID
    )


def busy(
    professional: Professional,
    groups: Collection[Group],
    start: date,
    end: date,
    *,
    without: Lesson | None = None,
) -> list[hours.Busy]:
    """Time taken between two days: her lessons and days off, and lessons of each of the groups."""
    first, last = instant(start, time.min), instant(end + ONE_DAY, time.min)
    mine = Lesson.objects.filter(professional=professional, state__in=TAKING_TIME)
    theirs = LessonGroup.objects.filter(group__in=groups, takes_time=True, co_teaching=False)
    if without:
        mine, theirs = mine.exclude(pk=without.pk), theirs.exclude(lesson=without)
    days_off = Unavailable.objects.filter(professional=professional).between(start, end)
    return [
        *(
            hours.Busy(during.lower, during.upper, "professional")
            for during in mine.filter(during__overlap=(first, last)).values_list(
                "during", flat=True
            )
        ),
        *(
            hours.Busy(during.lower, during.upper, "group", group)
            for during, group in theirs.filter(during__overlap=(first, last)).values_list(
                "lesson__during", "group"
            )
        ),
        *(
            hours.Busy(
                instant(off.first_day, time.min),
                instant(off.last_day + ONE_DAY, time.min),
                "professional",
            )
            for off in days_off
        ),
    ]


def waiting(
    professional: Professional, groups: Collection[Group], start: date, end: date
) -> list[hours.Busy]:
    """Lessons between two days, of hers and of each of the groups, that nobody has agreed yet."""
    first, last = instant(start, time.min), instant(end + ONE_DAY, time.min)
    proposed = Lesson.objects.filter(state=LessonState.PROPOSED, during__overlap=(first, last))
    mine = proposed.filter(professional=professional).values_list("during", flat=True)
    theirs = LessonGroup.objects.filter(lesson__in=proposed, group__in=groups)
    return [
        *(hours.Busy(during.lower, during.upper, "professional") for during in mine),
        *(
            hours.Busy(during.lower, during.upper, "group", group)
            for during, group in theirs.values_list("lesson__during", "group")
        ),
    ]


def ledger(
    region: str,
    groups: Collection[Group],
    start: date,
    end: date,
    *,
    without: Lesson | None = None,
) -> hours.Ledger:
    """The books of groups from the month of one day to that of another."""
    rows = list(GroupMonth.objects.filter(group__in=groups, month__in=list(months(start, end))))
    minutes = {(row.group_id, row.month): row.minutes for row in rows}
    if without:
        for row in without.lesson_groups.all():
            if row.counted and row.month and (row.group_id, row.month) in minutes:
                minutes[row.group_id, row.month] -= row.minutes
    own = {(row.group_id, row.month): row.allowed for row in rows}
    return hours.Ledger(minutes, rule_sets(region), own)


def rule_sets(region: str) -> list[hours.RuleSet]:
    """The dated rules of a region, as values."""
    return [
        hours.RuleSet(
            valid_from=rule.valid_from,
            valid_until=rule.valid_until,
            limit_minutes=rule.limit_minutes,
            warn_percent=rule.warn_percent,
            counted=frozenset(rule.counted_licences) - {Professional.Licence.LICENSED},
            counts_with_teacher=rule.counts_with_teacher,
            above=rule.above,
            learning_areas={area.learning_area_id: area.verdict for area in rule.area_rules.all()},
            source=rule.source_url,
        )
        for rule in RuleSet.objects.filter(region=region).prefetch_related("area_rules")
    ]


def params_to_keep(skipped: hours.Skipped, groups: Iterable[Group]) -> dict[str, Any]:
    """Parameters of a skipped date as plain values, with the group's name where it has one."""
    labels = {group.pk: group.label for group in groups}
    params = dict(skipped.params)
    if "group" in params:
        params["label"] = labels[int(params["group"] or 0)]
    return params


def _weekly(busy_in_a_month: Iterable[hours.Busy]) -> list[hours.Slot]:
    """Moments in the week at which something is; days off are none."""
    slots = set()
    for taken in busy_in_a_month:
        begins: datetime = taken.start.astimezone(ZONE)
        length = taken.end - taken.start
        if length < ONE_DAY:
            whose = () if taken.group is None else (taken.group,)
            minutes = length // timedelta(minutes=1)
            slots.add(hours.Slot(begins.weekday(), begins.time(), minutes, whose))
    return sorted(slots)
