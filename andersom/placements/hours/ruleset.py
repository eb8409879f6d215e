"""The rule on hours as dated data.

Policy for the five big cities let pupils have lessons from a professional without a teaching
licence for a limited number of hours a month (Stcrt. 2020, 26759, lapsed on 31 July 2024; followed
by Stcrt. 2026, 7297). Limits and conditions change with each rule, so none of them stands in code:
the project team keeps rule sets, each with its period and source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from andersom.lib.dates import last_day

# The one licence status that never counts. It is what a licence means, not what a rule chooses.
LICENSED = "licensed"

ALLOWED = "allowed"


class Above(StrEnum):
    """What happens to a lesson above the limit."""

    REFUSE = "refuse"
    ALLOW_WITH_REASON = "allow_with_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rule between two days, both included (``valid_until`` None: no end known).

    At most ``limit_minutes`` per group and calendar month; from ``warn_percent`` of it on people
    are warned. Only licence statuses in ``counted`` count, and lessons with a licensed teacher in
    the room only if ``counts_with_teacher``. ``learning_areas`` maps an area to ``allowed``,
    ``warn`` or ``licensed`` (only for licensed teachers); what is not named is allowed. ``source``
    is a link.
    """

    valid_from: date
    valid_until: date | None
    limit_minutes: int
    warn_percent: int
    counted: frozenset[str]
    counts_with_teacher: bool
    above: str = Above.REFUSE
    learning_areas: Mapping[int, str] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("a rule set ends after it begins")
        if self.limit_minutes < 0 or not 0 <= self.warn_percent <= 100:
            raise ValueError("a limit is not negative and a warning lies between 0 and 100 %")
        if LICENSED in self.counted:
            raise ValueError("a licensed teacher never counts")

    def touches(self, first: date, last: date) -> bool:
        """Whether the rule is in force on a day of this period, both ends included."""
        return self.valid_from <= last and (self.valid_until is None or first <= self.valid_until)


def rule_on(rule_sets: Iterable[RuleSet], day: date) -> RuleSet | None:
    """Rule in force on ``day``; None when there is none, a ValueError when there are two."""
    in_force = [rule for rule in rule_sets if rule.touches(day, day)]
    if len(in_force) > 1:
        raise ValueError(f"two rule sets are in force on {day}")
    return in_force[0] if in_force else None


def rule_of_month(rule_sets: Iterable[RuleSet], month: date) -> RuleSet | None:
    """Rule that limits a whole month: where rules change within it, the strictest of them."""
    in_force = [rule for rule in rule_sets if rule.touches(month, last_day(month))]
    return min(in_force, key=lambda rule: rule.limit_minutes, default=None)


def counts(rule: RuleSet | None, licence: str, teacher_present: bool) -> bool:
    """Whether a lesson counts against the limit; without a rule all but a licensed teacher do."""
    if rule is None:
        return licence != LICENSED
    return licence in rule.counted and (rule.counts_with_teacher or not teacher_present)


def learning_area_rule(rule: RuleSet | None, learning_area: int | None) -> str:
    """``allowed``, ``warn`` or ``licensed`` for somebody without a licence in a learning area."""
    if rule is None or learning_area is None:
        return ALLOWED
    return rule.learning_areas.get(learning_area, ALLOWED)
