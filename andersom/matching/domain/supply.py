"""Professionals as the engine sees them: a constant number of queries for any number of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_

from django.db.models import Count, Max, Q

from andersom.lib.dates import (
    AFTERNOON,
    MORNING,
    ONE_DAY,
    SCHOOL_WEEK,
    ZONE,
    dagdeel_bit,
    instant,
    local_date,
    week_start,
)
from andersom.lib.geo import Position
from andersom.matching.domain import answers
from andersom.matching.engine import CandidateFacts, RequestFacts
from andersom.matching.models import Proposal, SearchRow
from andersom.matching.states import ProposalState
from andersom.placements.models import Lesson
from providers.domain import vog
from providers.models import Availability, Professional, Qualification, Unavailable

# A dagdeel counts as taken when lessons fill it in at least one of so many weeks of the period.
TAKEN_IN_ONE_OF = 4
NOON_HOUR = 12


def likely(request: RequestFacts) -> list[Professional]:
    """Professionals whom SQL cannot rule out for this request."""
    rows = SearchRow.objects.for_request(request).values("professional_id")
    return list(Professional.objects.with_facts().filter(pk__in=rows))


def facts(
    request: RequestFacts, professionals: Sequence[Professional], *, today: date
) -> list[CandidateFacts]:
    """Read what the engine needs to know about these professionals in view of one request."""
    known = _Known.read(request, professionals, today)
    return [_candidate(request, each, known, today) for each in professionals]


@dataclass(slots=True)
class _Known:
    """All that hangs under the professionals, by their id."""

    grids: dict[int, list[Availability]] = field(default_factory=lambda: defaultdict(list))
    away: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    certified: set[int] = field(default_factory=set)
    lessons: dict[int, list[tuple[datetime, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    at_school: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    invitations: dict[int, int] = field(default_factory=dict)  # of the provider, as the next
    asked: dict[int, datetime] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    said: dict[int, list[answers.Said]] = field(default_factory=dict)

    @classmethod
    def read(
        cls, request: RequestFacts, professionals: Sequence[Professional], today: date
    ) -> "_Known":
        known = cls()
        ids = [professional.pk for professional in professionals]
        for grid in Availability.objects.between(request.start, request.end).filter(
            professional__in=ids
        ):
            known.grids[grid.professional_id].append(grid)
        for absence in Unavailable.objects.between(request.start, request.end).filter(
            professional__in=ids
        ):
            known.away[absence.professional_id].append((absence.first_day, absence.last_day))
        known.certified = set(
            Qualification.objects.on(request.start)
            .filter(kind=Qualification.Kind.CERTIFICATE, professional__in=ids)
            .values_list("professional_id", flat=True)
        )
        known._read_lessons(request, ids)
        known._read_proposals(request, professionals, instant(today, time.min) - answers.COUNTS)
        return known

    def _read_lessons(self, request: RequestFacts, ids: list[int]) -> None:
        lessons = Lesson.objects.taking_time().filter(professional__in=ids)
        begin = instant(request.start, time.min)
        end = instant(request.end + ONE_DAY, time.min)
        for professional, during, minutes in lessons.between(begin, end).values_list(
            "professional_id", "during", "minutes"
        ):
            self.lessons[professional].append((during.lower, minutes))
        at_school = lessons.filter(placement__school=request.school_id, state="given")
        for professional in at_school.values_list("professional_id", flat=True):
            self.at_school[professional] += 1

    def _read_proposals(
        self, request: RequestFacts, professionals: Sequence[Professional], since: datetime
    ) -> None:
        """Invitations are counted per provider: one with many professionals is not asked more."""
        providers = {professional.provider_id for professional in professionals}
        told = Proposal.objects.told().filter(professional__provider__in=providers)
        for provider, last, count in (
            told.order_by()
            .values_list("professional__provider")
            .annotate(last=Max("asked_at"), count=Count("pk", filter=Q(asked_at__gte=since)))
        ):
            self.asked[provider], self.invitations[provider] = last, count
        ids = [professional.pk for professional in professionals]
        refusals = Proposal.objects.filter(
            professional__in=ids, request=request.id, state=ProposalState.DECLINED
        ).values_list("professional_id", "other_day_parts")
        # Who named another day may be asked again as soon as the school accepts it.
        self.refused = {key for key, other in refusals if not other & request.dagdelen}
        self.said = answers.said(request, ids, since)


def _candidate(
    request: RequestFacts, professional: Professional, known: _Known, today: date
) -> CandidateFacts:
    key = professional.pk
    offered = _offered(known.grids[key], request)
    shown = _vog(professional, request)
    waiting_since = known.asked.get(professional.provider_id, professional.provider.created_at)
    said = known.said.get(key, [])
    place = _place(professional)
    return CandidateFacts(
        id=key,
        provider_id=professional.provider_id,
        provider_approved=professional.provider.state == "approved",
        active=professional.active,
        licence=professional.licence,
        domains=frozenset(domain.pk for domain in professional.domains.all()),
        tags=frozenset(tag.pk for tag in professional.tags.all()),
        years=professional.years,
        languages=professional.languages,
        position=place,
        radius_m=professional.travel_radius,
        available=offered.mask | answers.day_parts(said)[1],
        booked=_booked(known.lessons[key], request),
        available_from=offered.first,
        available_until=offered.last,
        away=tuple(known.away[key]),
        capacity_minutes=professional.weekly_capacity,
        planned_minutes=_busiest_week(known.lessons[key]),
        vog_from=shown.first,
        vog_until=shown.last,
        vog_renew_from=shown.renew_from,
        training_certificate=key in known.certified,
        price_cents=_price(professional, request),
        lessons_at_school=known.at_school[key],
        waiting_since=min(local_date(waiting_since), today),
        refused=key in known.refused,
        invitations=known.invitations.get(professional.provider_id, 0),
        **answers.facts(said, place, request),
    )


def _place(professional: Professional) -> Position:
    place = professional.postcode_area.place
    if place is None:
        # The forms refuse post-office boxes; a row that got around them must not pass for a place.
        raise ValueError(f"professional {professional.pk} lives in a post-office box")
    return place


@dataclass(frozen=True, slots=True)
class _Vog:
    first: date | None = None
    last: date | None = None
    renew_from: date | None = None


def _vog(professional: Professional, request: RequestFacts) -> _Vog:
    """The youngest certificate that was seen in time, if possible before the first lesson."""
    policy = vog.policy()
    good = [seen for seen in vog.seen_of(professional) if vog.seen_in_time(seen, policy)]
    if not good:
        return _Vog()
    before = [seen for seen in good if seen.seen_on <= request.start]
    best = max(before or good, key=lambda seen: seen.issued_on)
    until = vog.valid_until(best, policy)
    renew_from = until and until - timedelta(days=policy.soon_days)
    return _Vog(best.seen_on, until, renew_from)


@dataclass(frozen=True, slots=True)
class _Offered:
    mask: int
    first: date
    last: date | None


def _offered(grids: list[Availability], request: RequestFacts) -> _Offered:
    """The dagdelen free in every one of the adjoining grids that touch the period."""
    if not grids:
        return _Offered(0, request.start, None)
    chain = list(_adjoining(sorted(grids, key=lambda grid: grid.valid_from)))
    mask = reduce(and_, (grid.grid for grid in chain))
    return _Offered(mask, chain[0].valid_from, chain[-1].valid_until)


def _adjoining(grids: Sequence[Availability]) -> Iterator[Availability]:
    """The grids from the first on, as long as no day falls between two of them."""
    expected = grids[0].valid_from
    for grid in grids:
        if grid.valid_from != expected:
            return
        yield grid
        if grid.valid_until is None:
            return
        expected = grid.valid_until + ONE_DAY


def _booked(lessons: Iterable[tuple[datetime, int]], request: RequestFacts) -> int:
    """Mask of the dagdelen that lessons fill in at least a quarter of the weeks of the period."""
    weeks = (request.days + 6) // 7
    taken: dict[int, set[date]] = defaultdict(set)
    for start, _ in lessons:
        wall = start.astimezone(ZONE)
        if wall.weekday() in SCHOOL_WEEK:
            half = MORNING if wall.hour < NOON_HOUR else AFTERNOON
            taken[dagdeel_bit(wall.weekday(), half)].add(week_start(wall.date()))
    return sum(bit for bit, when in taken.items() if len(when) * TAKEN_IN_ONE_OF >= weeks)


def _busiest_week(lessons: Iterable[tuple[datetime, int]]) -> int:
    """Minutes planned in the fullest week of the period."""
    minutes: dict[date, int] = defaultdict(int)
    for start, length in lessons:
        minutes[week_start(local_date(start))] += length
    return max(minutes.values(), default=0)


def _price(professional: Professional, request: RequestFacts) -> int | None:
    if professional.hourly_rate is None:
        return None
    return professional.hourly_rate * request.lesson_minutes // 60
