"""The books of hours per group and local month: what stands in them, and what is left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from andersom.accounts.models import User
from andersom.lib.dates import month_bounds
from andersom.placements import hours
from andersom.placements.domain import locks, planning
from andersom.placements.domain.refusals import Refused, verb
from andersom.placements.models import GroupMonth, Lesson, LessonGroup
from andersom.placements.states import LessonState
from andersom.workflow import domain as workflow
from schools.models import Group, School


@dataclass(frozen=True, slots=True)
class Line:
    """One group in one month, in minutes. ``limit`` is None while no rule is valid.

    ``given`` and ``planned`` count against the limit, ``uncounted`` do not (licensed).
    """

    group: Group
    month: date
    given: int
    planned: int
    uncounted: int
    limit: int | None
    extra: int
    extra_reason: str
    warn_percent: int
    may_exceed: bool

    @property
    def used(self) -> int:
        return self.given + self.planned

    @property
    def allowed(self) -> int:
        return (self.limit or 0) + self.extra

    @property
    def left(self) -> int:
        return self.allowed - self.used

    @property
    def warn_from(self) -> int:
        """Minutes from which people are warned."""
        return -(-self.allowed * self.warn_percent // 100)

    @property
    def tone(self) -> str:
        """Tone of a badge: warned from the share that the rule set names, danger when full."""
        if self.limit is None or not self.left:
            return "danger"
        return "warn" if self.used >= self.warn_from else "ok"


def sheet(school: School, groups: QuerySet[Group], months: Collection[date]) -> list[Line]:
    """A line for each group and month, in that order; four queries however many there are."""
    rules = planning.rule_sets(school.region)
    kept = {
        (row.group_id, row.month): row
        for row in GroupMonth.objects.filter(group__in=groups, month__in=months)
    }
    sums = {
        (row["group"], row["month"]): row
        for row in LessonGroup.objects.filter(group__in=groups, month__in=months, takes_time=True)
        .order_by()
        .values("group", "month")
        .annotate(
            given=_sum(Q(counted=True, lesson__state=LessonState.GIVEN)),
            planned=_sum(Q(counted=True, lesson__state=LessonState.PLANNED)),
            uncounted=_sum(Q(counted=False)),
        )
    }
    return [
        _line(group, month, kept.get((group.pk, month)), sums.get((group.pk, month), {}), rules)
        for group in groups
        for month in months
    ]


@verb
def allow_extra(
    group: Group, *, month: date, minutes: int, reason: str, by: User | None, at: datetime
) -> GroupMonth:
    """The school leader allows minutes above the limit, with a reason; 0 takes it back.

    Only where the rule set of the month says so; ``month`` is its first day.
    """
    rule = hours.rule_of_month(planning.rule_sets(group.school.region), month)
    if rule is None or rule.above != hours.Above.ALLOW_WITH_REASON:
        raise Refused("extra_not_allowed")
    if not reason.strip():
        raise Refused("reason_needed")
    locks.take([], [group.pk])
    row, _new = GroupMonth.objects.get_or_create(group=group, month=month)
    row.refresh_from_db()
    if (least := row.minutes - row.limit_minutes) > minutes:
        raise Refused("extra_in_use", least=least)
    GroupMonth.objects.filter(pk=row.pk).update(extra_minutes=minutes, extra_reason=reason)
    row.refresh_from_db()
    workflow.record(row, "allow_extra", target=str(minutes), by=by, reason=reason, at=at)
    return row


@verb
def recount(region: str, *, month: date, by: User | None, at: datetime) -> int:
    """Apply the present rule sets to a month and all later ones; the number of months judged anew.

    For when the team changed a rule after lessons were planned. Earlier months keep their figures.
    Months in which nothing counted so far are judged too, for the rule may count more now.
    Raises Refused when lessons that stand in the calendar would pass a limit; nothing changes then.
    """
    rules = planning.rule_sets(region)
    to_judge = [
        (group, first, rule)
        for group, first in _months_of(region, month)
        if (rule := hours.rule_of_month(rules, first))
    ]
    _lock_books({group for group, _first, _rule in to_judge}, month)
    for group, first, rule in to_judge:
        _judge_anew(group, first, rule.limit_minutes, by=by, at=at)
    return len(to_judge)


def _months_of(region: str, month: date) -> list[tuple[int, date]]:
    """Groups and months from ``month`` on with a row in the ledger or with lessons, in order."""
    here = {"group__school__region": region, "month__gte": month}
    lessons = LessonGroup.objects.filter(takes_time=True, **here).values_list("group", "month")
    rows = GroupMonth.objects.filter(**here).values_list("group", "month")
    return sorted({*lessons.order_by(), *rows.order_by()})  # type: ignore[arg-type]


def _lock_books(groups: Collection[int], month: date) -> None:
    """In the order of every other act: groups, lessons, months."""
    locks.take([], groups)
    start, _end = month_bounds(month)
    held = Lesson.objects.filter(
        Exists(LessonGroup.objects.filter(lesson=OuterRef("pk"), group__in=groups)),
        during__startswith__gte=start,
    ).order_by("pk")
    list(held.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _judge_anew(group: int, month: date, limit: int, *, by: User | None, at: datetime) -> None:
    """Room first, then what fills it: a limit goes up before the lessons are counted again, and
    down after, so that only what would truly be too much is refused."""
    row = GroupMonth.objects.filter(group=group, month=month)
    row.filter(limit_minutes__lt=limit).update(limit_minutes=limit)
    LessonGroup.objects.filter(group=group, month=month).update(counted=False)
    row.filter(limit_minutes__gt=limit).update(limit_minutes=limit)
    if kept := row.first():
        workflow.record(kept, "recount", target=str(limit), by=by, at=at)


def _sum(condition: Q) -> Sum:
    return Sum(Case(When(condition, then="minutes"), default=Value(0), output_field=IntegerField()))


def _line(
    group: Group,
    month: date,
    row: GroupMonth | None,
    sums: Mapping[str, Any],
    rules: list[hours.RuleSet],
) -> Line:
    rule = hours.rule_of_month(rules, month)
    return Line(
        group=group,
        month=month,
        given=sums.get("given", 0),
        planned=sums.get("planned", 0),
        uncounted=sums.get("uncounted", 0),
        limit=row.limit_minutes if row else (rule.limit_minutes if rule else None),
        extra=row.extra_minutes if row else 0,
        extra_reason=row.extra_reason if row else "",
        warn_percent=rule.warn_percent if rule else 100,
        may_exceed=bool(rule and rule.above == hours.Above.ALLOW_WITH_REASON),
    )
