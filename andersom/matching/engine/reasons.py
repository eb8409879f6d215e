"""What a school is told about a candidate, as codes with parameters; the texts are made elsewhere.

| code | tone | params |
|---|---|---|
| near | ok | metres, cycling_minutes |
| known_at_school | ok | lessons |
| new_at_school | ok | |
| rated | ok | tenths (average of 1..5, in tenths), count |
| few_ratings | ok | count (0, 1 or 2: too few to show an average of) |
| dagdelen_free | ok | mask, free, needed |
| within_budget | ok | price_cents, budget_cents |
| over_budget | warn | price_cents, budget_cents, over_cents |
| price_unknown | warn | budget_cents |
| licensed | ok | |
| certified | ok | licence |
| no_licence | ok | licence |
| learning_area_warn | warn | licence |
| room | ok | left, needed (minutes a week) |
| vog_valid | ok | |
| vog_renew_soon | warn | since (ISO date) |
| some_days_away | warn | days, first (ISO date of the first in the period) |
| said_too_far | warn | times, metres (from there on distance earns nothing) |
| said_no_time | warn | times |
| said_other_day | warn | mask (day parts that the school asks and she said no to) |
| said_price | warn | times, budget_cents |

One reason at most is given for each subject, in the order of the table. An average shows from three
evaluations on, so that nobody can read a single colleague's opinion from it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from andersom.lib.geo import cycling_minutes
from andersom.matching.engine.facts import (
    CandidateFacts,
    LearningAreaRule,
    Licence,
    RequestFacts,
    days_away,
    distance_between,
    said_no_to,
    shared_dagdelen,
)
from andersom.matching.engine.score import TOO_FAR_TWICE, farthest, refused_as_too_low

type Tone = Literal["ok", "warn"]

AVERAGE_SHOWN_FROM = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing worth knowing; codes and parameters are in the table above."""

    code: str
    tone: Tone = "ok"
    params: Mapping[str, int | str] = field(default_factory=dict)


def reasons(request: RequestFacts, candidate: CandidateFacts) -> tuple[Reason, ...]:
    """All reasons about one candidate, in their fixed order."""
    return tuple(reason for subject in SUBJECTS for reason in subject(request, candidate))


type Subject = Callable[[RequestFacts, CandidateFacts], Iterator[Reason]]


def _place(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    metres = distance_between(request, candidate)
    yield Reason("near", params={"metres": metres, "cycling_minutes": cycling_minutes(metres)})


def _relation(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    if candidate.lessons_at_school:
        yield Reason("known_at_school", params={"lessons": candidate.lessons_at_school})
    else:
        yield Reason("new_at_school")


def _evaluations(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    count = candidate.rating_count
    if count >= AVERAGE_SHOWN_FROM:
        tenths = (candidate.rating_sum * 20 + count) // (2 * count)
        yield Reason("rated", params={"tenths": tenths, "count": count})
    else:
        yield Reason("few_ratings", params={"count": count})


def _time(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    mask = shared_dagdelen(request, candidate)
    needed = request.blocks_per_week
    free = {"mask": mask, "free": mask.bit_count(), "needed": needed}
    yield Reason("dagdelen_free", params=free)


def _price(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    budget, asked = request.budget_cents, candidate.price_cents
    if budget is None:
        return
    if asked is None:
        yield Reason("price_unknown", "warn", {"budget_cents": budget})
    elif asked <= budget:
        yield Reason("within_budget", params={"price_cents": asked, "budget_cents": budget})
    else:
        over = {"price_cents": asked, "budget_cents": budget, "over_cents": asked - budget}
        yield Reason("over_budget", "warn", over)


def _licence(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    if candidate.licence == Licence.LICENSED:
        yield Reason("licensed")
        return
    code = "certified" if candidate.training_certificate else "no_licence"
    yield Reason(code, params={"licence": str(candidate.licence)})
    if request.learning_area_rule == LearningAreaRule.WARN:
        yield Reason("learning_area_warn", "warn", {"licence": str(candidate.licence)})


def _room(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    room = {"left": candidate.room_minutes, "needed": request.minutes_per_week}
    yield Reason("room", params=room)


def _vog(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    renew = candidate.vog_renew_from
    if renew is not None and renew <= request.start:
        yield Reason("vog_renew_soon", "warn", {"since": renew.isoformat()})
    else:
        yield Reason("vog_valid")


def _absence(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    if days := days_away(request, candidate):
        first = min(
            max(begin, request.start)
            for begin, end in candidate.away
            if request.start <= end and begin <= request.end
        )
        yield Reason("some_days_away", "warn", {"days": days, "first": first.isoformat()})


# Answers to earlier questions that change this score.


def _said_too_far(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    if candidate.too_far >= TOO_FAR_TWICE:
        said = {"times": candidate.too_far, "metres": farthest(candidate)}
        yield Reason("said_too_far", "warn", said)


def _said_no_time(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    if candidate.no_time:
        yield Reason("said_no_time", "warn", {"times": candidate.no_time})


def _said_other_day(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    if mask := said_no_to(request, candidate):
        yield Reason("said_other_day", "warn", {"mask": mask})


def _said_price(request: RequestFacts, candidate: CandidateFacts) -> Iterator[Reason]:
    if refused_as_too_low(request, candidate):
        said = {"times": candidate.refused_prices, "budget_cents": candidate.refused_cents}
        yield Reason("said_price", "warn", said)


SUBJECTS: tuple[Subject, ...] = (
    _place,
    _relation,
    _evaluations,
    _time,
    _price,
    _licence,
    _room,
    _vog,
    _absence,
    _said_too_far,
    _said_no_time,
    _said_other_day,
    _said_price,
)
