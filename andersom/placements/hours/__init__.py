"""Hours with somebody who has no teaching licence: the rule, the ledger, what can be planned.

    ruleset    the legal rule as dated data, and whether a lesson counts
    ledger     minutes per group and month, and the verdict on adding lessons
    week       school times, slots, and lesson times within dagdelen
    calendar   a wish for lessons, and the calendar to fit it in
    obstacles  why a lesson cannot stand in the calendar, as codes
    rounds     times for groups that each have lessons of their own
    series     the dates of a whole series

Minutes everywhere; days and times as on the wall in Amsterdam; months as the date of their first
day. Texts are made elsewhere from the codes.
"""

from andersom.placements.hours.calendar import Busy, Closure, Pattern
from andersom.placements.hours.ledger import (
    GroupMonth,
    Ledger,
    MonthVerdict,
    PlannedLesson,
    Verdict,
    judge,
)
from andersom.placements.hours.rounds import own_slots
from andersom.placements.hours.ruleset import (
    Above,
    RuleSet,
    counts,
    learning_area_rule,
    rule_of_month,
    rule_on,
)
from andersom.placements.hours.series import Series, Skipped, plan_series
from andersom.placements.hours.week import SchoolDay, Slot, proposed_slots

__all__ = [
    "Above",
    "Busy",
    "Closure",
    "GroupMonth",
    "Ledger",
    "MonthVerdict",
    "Pattern",
    "PlannedLesson",
    "RuleSet",
    "SchoolDay",
    "Series",
    "Skipped",
    "Slot",
    "Verdict",
    "counts",
    "judge",
    "learning_area_rule",
    "own_slots",
    "plan_series",
    "proposed_slots",
    "rule_of_month",
    "rule_on",
]
