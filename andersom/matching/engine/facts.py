"""What the engine is told: a request and a professional as values, nothing to fetch any more.

Masks are integers with a bit for each member: group years (bit 0 is groep 1), dagdelen (bit
``weekday * 2 + half``, see ``lib.dates``) and languages (bits of the caller's own table).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from andersom.lib.dates import ALL_DAGDELEN, ONE_DAY
from andersom.lib.geo import Position, distance_m


class Licence(StrEnum):
    """Teaching licence: bevoegd, in opleiding, vakbekwaam."""

    LICENSED = "licensed"
    IN_TRAINING = "in_training"
    SUBJECT_COMPETENT = "subject_competent"


class LearningAreaRule(StrEnum):
    """What the rule set in force says about someone without a licence in a learning area."""

    ALLOWED = "allowed"
    WARN = "warn"
    LICENSED = "licensed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What a school asks for. A ValueError when it cannot be met by anybody.

    ``blocks_per_week`` times ``rounds`` lessons of ``lesson_minutes`` each on the school's
    ``dagdelen``: a round is the lesson of one group, or of groups together; groups have at most
    one lesson in a dagdeel; from ``start`` (the first lesson) to ``end``, both included.
    ``budget_cents`` is the most that one lesson may cost, all parts and VAT included. ``tags``
    asks for one of these subjects, ``licences`` for one of these licence statuses, ``languages``
    for all of them; empty asks nothing. ``learning_area_rule`` is that of the rule set in force at
    the first lesson. ``groups`` are those that ask.
    """

    id: int
    school_id: int
    position: Position
    domain_id: int
    years: int
    dagdelen: int
    blocks_per_week: int
    lesson_minutes: int
    rounds: int = 1
    start: date
    end: date
    tags: frozenset[int] = frozenset()
    licences: frozenset[str] = frozenset()
    languages: int = 0
    learning_area_rule: str = LearningAreaRule.ALLOWED
    budget_cents: int | None = None
    groups: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not 0 < self.dagdelen <= ALL_DAGDELEN:
            raise ValueError("a request accepts at least one dagdeel of the school week")
        if min(self.blocks_per_week, self.lesson_minutes, self.rounds) < 1:
            raise ValueError("a request asks for at least one lesson of at least a minute")
        if self.end < self.start:
            raise ValueError("a period ends after it starts")
        if self.budget_cents is not None and self.budget_cents < 1:
            raise ValueError("a budget is positive, or unknown")

    @property
    def minutes_per_week(self) -> int:
        """Minutes of lessons in a full week."""
        return self.blocks_per_week * self.block_minutes

    @property
    def block_minutes(self) -> int:
        """Minutes that one lesson for every group takes."""
        return self.lesson_minutes * self.rounds

    @property
    def days(self) -> int:
        """Calendar days of the period."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFacts:
    """What is known about a professional in view of one request.

    ``available`` and ``booked`` are the weekly dagdelen offered and already taken in the period of
    the request; the offer itself holds from ``available_from`` to ``available_until`` (None: no
    end), except on the days ``away`` (first and last day of each absence). ``radius_m`` reaches
    from ``position``. ``capacity_minutes`` a week are offered, of which ``planned_minutes`` are
    taken.

    The certificate of conduct (VOG) counts for lessons from ``vog_from`` (None: never shown) up to
    ``vog_until`` (None: no end); from ``vog_renew_from`` on it asks to be renewed, which never
    blocks.

    ``price_cents`` is one lesson for this request, VAT included, None when it is not fixed.
    ``rating_sum`` adds ``rating_count`` evaluations of 1..5. ``lessons_at_school`` were given at
    the asking school. ``waiting_since`` is the last invitation, or the day of joining. ``refused``
    says that this professional already declined this request, for all of its groups.

    What was said with earlier refusals counts on: ``too_far`` of them called a school too far, the
    nearest at ``too_far_m``; ``no_time`` of them, in a period that overlaps this one, said that
    there was no time; ``no_dagdelen`` are day parts that were said not to suit in such a period;
    and ``refused_cents`` (of ``refused_prices`` refusals) is the highest budget of a lesson that
    was called too low. ``invitations`` is how often the provider was asked in the past year.
    """

    id: int
    provider_id: int
    provider_approved: bool
    active: bool
    licence: str
    domains: frozenset[int]
    tags: frozenset[int] = frozenset()
    years: int
    languages: int = 0
    position: Position
    radius_m: int
    available: int
    booked: int = 0
    available_from: date
    available_until: date | None = None
    away: tuple[tuple[date, date], ...] = ()
    capacity_minutes: int
    planned_minutes: int = 0
    vog_from: date | None = None
    vog_until: date | None = None
    vog_renew_from: date | None = None
    training_certificate: bool = False
    price_cents: int | None = None
    rating_sum: int = 0
    rating_count: int = 0
    lessons_at_school: int = 0
    waiting_since: date
    refused: bool = False
    too_far: int = 0
    too_far_m: int = 0
    no_time: int = 0
    no_dagdelen: int = 0
    refused_prices: int = 0
    refused_cents: int = 0
    invitations: int = 0

    def __post_init__(self) -> None:
        if not self.rating_count <= self.rating_sum <= 5 * self.rating_count:
            raise ValueError("evaluations are ratings of 1 to 5")
        if min(self.capacity_minutes, self.planned_minutes, self.lessons_at_school) < 0:
            raise ValueError("minutes and lessons are not negative")
        answers = (self.too_far, self.too_far_m, self.no_time, self.refused_prices)
        if min(*answers, self.refused_cents, self.invitations) < 0:
            raise ValueError("what was said before is not negative")
        if self.price_cents is not None and self.price_cents < 0:
            raise ValueError("a price is not negative")

    @property
    def room_minutes(self) -> int:
        """Minutes a week that can still be planned."""
        return max(0, self.capacity_minutes - self.planned_minutes)

    @property
    def free(self) -> int:
        """Dagdelen offered, not yet taken, and not said to be unsuitable in this period."""
        return self.available & ~self.booked & ~self.no_dagdelen


def distance_between(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Metres from the school to the professional's postcode area."""
    return distance_m(request.position, candidate.position)


def shared_dagdelen(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Mask of the dagdelen that the school accepts and the professional has free."""
    return request.dagdelen & candidate.free


def said_no_to(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Mask of the dagdelen that the school accepts and that only an earlier no takes away."""
    return request.dagdelen & candidate.available & ~candidate.booked & candidate.no_dagdelen


def days_away(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Calendar days of the period on which the professional is away; overlaps count once."""
    total, counted_to = 0, request.start - ONE_DAY
    for first, last in sorted(candidate.away):
        begin, end = max(first, counted_to + ONE_DAY), min(last, request.end)
        if begin <= end:
            total += (end - begin).days + 1
            counted_to = end
    return total
