"""A request as the engine sees it."""

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_

from andersom.matching.engine import RequestFacts
from andersom.placements.models import AreaRule
from providers.models import Professional
from schools.models import Group, Request

# Learning area, first and last day of its rule set, and what that says.
Verdicts = list[tuple[int, date, date | None, str]]


class Unmatchable(Exception):  # noqa: N818 - a state of the request, not a fault
    """A request for which nobody can be sought; ``code`` says what it lacks."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def facts(
    request: Request,
    *,
    today: date,
    groups: Collection[Group] | None = None,
    verdicts: Verdicts | None = None,
) -> RequestFacts:
    """Read a posted request, for these ``groups`` of it or for all.

    Raises `Unmatchable` when it lacks a place, groups or days to come. What is over cannot be asked
    any more: a period that has begun counts from ``today``, so that certificates and rules are
    judged on the days on which lessons can still be. ``verdicts`` spares a query to whoever reads
    many requests.
    """
    area = request.school.postcode_area
    place = area.place if area else None
    if place is None:
        raise Unmatchable("no_place")
    if not (request.domain_id and request.start and request.end and request.day_parts):
        raise Unmatchable("incomplete")
    start = max(request.start, today)
    if request.end < start:
        raise Unmatchable("over")
    asked = list(request.groups.all()) if groups is None else groups
    years = reduce(or_, (group.years for group in asked), 0)
    if not years:
        raise Unmatchable("no_groups")
    return RequestFacts(
        id=request.pk,
        school_id=request.school_id,
        position=place,
        domain_id=request.domain_id,
        tags=frozenset(tag.pk for tag in request.tags.all()),
        years=years,
        dagdelen=request.day_parts,
        blocks_per_week=request.blocks_per_week,
        lesson_minutes=request.lesson_minutes,
        rounds=1 if request.together else len(asked),
        start=start,
        end=request.end,
        licences=frozenset({Professional.Licence.LICENSED} if request.licensed_only else ()),
        languages=1 << request.language,
        learning_area_rule=_area_rule(request.learning_area_id, start, verdicts),
        budget_cents=_lesson_cents(request.budget, request.lesson_minutes),
        groups=frozenset(group.pk for group in asked),
    )


def verdicts() -> Verdicts:
    """What all rule sets say of all learning areas, in one query."""
    rules = AreaRule.objects.select_related("rule_set").order_by("pk")
    return [
        (rule.learning_area_id, rule.rule_set.valid_from, rule.rule_set.valid_until, rule.verdict)
        for rule in rules
    ]


def _area_rule(learning_area: int | None, day: date, known: Verdicts | None) -> str:
    """What the rule set in force says of the learning area; without a row: allowed."""
    if learning_area is None:
        return AreaRule.Verdict.ALLOWED
    for area, first, last, verdict in verdicts() if known is None else known:
        if area == learning_area and first <= day and (last is None or day <= last):
            return verdict
    return AreaRule.Verdict.ALLOWED


def _lesson_cents(per_hour: int | None, minutes: int) -> int | None:
    return max(1, per_hour * minutes // 60) if per_hour else None
