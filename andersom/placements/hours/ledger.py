"""The ledger: counted minutes per group and calendar month, over all providers together.

A lesson for several groups charges each of them in full. Exactly the limit is still allowed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from andersom.lib.dates import ONE_MINUTE, instant, local_date, month_of
from andersom.placements.hours.ruleset import RuleSet, rule_of_month

# A group's id and the first day of the month.
type GroupMonth = tuple[int, date]


class Verdict(StrEnum):
    """What adding lessons does to one group in one month."""

    OK = "ok"
    WARN = "warn"
    OVER = "over"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLesson:
    """A lesson that could stand in the calendar: local day and start, and minutes that truly pass.

    ``counted`` says whether it charges the ledgers of its groups, ``over_cap`` that it does so
    above the limit with a recorded reason. A ValueError when it has no length or group, or passes
    midnight.
    """

    day: date
    start: time
    minutes: int
    groups: tuple[int, ...]
    counted: bool
    over_cap: bool = False

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError("a lesson lasts at least a minute")
        if not self.groups or len(set(self.groups)) != len(self.groups):
            raise ValueError("a lesson has groups, each once")
        if local_date(self.ends - ONE_MINUTE) != self.day:
            raise ValueError("a lesson does not pass midnight")

    @property
    def begins(self) -> datetime:
        """UTC instant of the start."""
        return instant(self.day, self.start)

    @property
    def ends(self) -> datetime:
        """UTC instant of the end."""
        return self.begins + timedelta(minutes=self.minutes)

    @property
    def month(self) -> date:
        """Month that the lesson charges: that of its local start."""
        return month_of(self.day)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands in the books: ``minutes`` counted so far, and the rules that set the limits.

    ``own_limits`` holds the limits that were copied into a group's month when it was opened; they
    win over the rules, so that a change of rule leaves old months as they were.
    """

    minutes: Mapping[GroupMonth, int]
    rules: Sequence[RuleSet]
    own_limits: Mapping[GroupMonth, int] = field(default_factory=dict)

    def used(self, group: int, month: date) -> int:
        """Minutes that count already."""
        return self.minutes.get((group, month), 0)

    def limit(self, group: int, month: date) -> int | None:
        """Minutes that may count at most; None when no rule is in force."""
        rule = rule_of_month(self.rules, month)
        return self.own_limits.get((group, month), rule.limit_minutes if rule else None)

    def warn_from(self, month: date) -> int:
        """Percentage of the limit from which people are warned."""
        rule = rule_of_month(self.rules, month)
        return rule.warn_percent if rule else 100

    def charged(self, lesson: PlannedLesson) -> "Ledger":
        """The books with one more lesson in them."""
        if not lesson.counted:
            return self
        added = dict.fromkeys([(group, lesson.month) for group in lesson.groups], lesson.minutes)
        return Ledger(Counter(self.minutes) + Counter(added), self.rules, self.own_limits)


@dataclass(frozen=True, slots=True)
class MonthVerdict:
    """One group in one month: minutes before, added and after, against the limit."""

    group: int
    month: date
    before: int
    added: int
    limit: int | None
    warn_percent: int

    @property
    def after(self) -> int:
        """Minutes that would count with the lessons added."""
        return self.before + self.added

    @property
    def left(self) -> int:
        """Minutes that would still be possible; 0 without a rule."""
        return max(0, (self.limit or 0) - self.after)

    @property
    def verdict(self) -> Verdict:
        """Over means above the limit; warned is from ``warn_percent`` up to and including it."""
        if self.limit is None:
            return Verdict.NO_RULE
        if self.after > self.limit:
            return Verdict.OVER
        return Verdict.WARN if self.after * 100 >= self.limit * self.warn_percent else Verdict.OK


def judge(ledger: Ledger, lessons: Iterable[PlannedLesson]) -> list[MonthVerdict]:
    """Weigh proposed lessons, a line for each group and month that they charge, in that order.

    A series is so judged month by month. Lessons that do not count leave no line.
    """
    added: Counter[GroupMonth] = Counter()
    for lesson in lessons:
        if lesson.counted:
            added.update(dict.fromkeys(((g, lesson.month) for g in lesson.groups), lesson.minutes))
    return [
        MonthVerdict(
            group,
            month,
            before=ledger.used(group, month),
            added=minutes,
            limit=ledger.limit(group, month),
            warn_percent=ledger.warn_from(month),
        )
        for (group, month), minutes in sorted(added.items())
    ]
