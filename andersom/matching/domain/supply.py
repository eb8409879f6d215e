"""Professionals as the engine sees them: a constant number of queries for any number of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any

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
from andersom.matching.models import NotForMe, Proposal, SearchRow
from andersom.matching.states import ProposalState
from andersom.placements.models import Lesson
from providers.domain import vog
from providers.models import Availability, Professional, Qualification, Unavailable

# A dagdeel counts as taken when lessons fill it in at least one of so many weeks of the period.
TAKEN_IN_ONE_OF = 4
NOON_HOUR = 12
# The columns of a professional that facts and letters are made of.
NEEDED = (
    *("name", "active", "licence", "years", "languages", "travel_radius", "weekly_capacity"),
    *("hourly_rate", "provider__name", "provider__slug", "provider__state"),
    *("provider__created_at", "postcode_area__x", "postcode_area__y", "postcode_area__z"),
    "postcode_area__district__name",
)


def likely(request: RequestFacts) -> list[Professional]:
    """Professionals whom SQL cannot rule out for this request."""
    rows = SearchRow.objects.for_request(request).values("professional_id")
    return list(Professional.objects.with_facts().filter(pk__in=rows))


def facts(
    request: RequestFacts, professionals: Sequence[Professional], *, today: date
) -> list[CandidateFacts]:
    """Read what the engine needs to know about these professionals in view of one request."""
    known = _Known.read([request], professionals, today)
    return [_candidate(request, each, known, today) for each in professionals]


@dataclass(slots=True)
class _Known:
    """All that hangs under the professionals, by their id, in the time of all the requests."""

    grids: dict[int, list[Availability]] = field(default_factory=lambda: defaultdict(list))
    away: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    certified: dict[int, list[tuple[date, date | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    lessons: dict[int, list[tuple[datetime, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    at_school: Mapping[tuple[int, int], int] = field(default_factory=dict)  # and school
    invitations: dict[int, int] = field(default_factory=dict)  # of the provider, as the next
    asked: dict[int, datetime] = field(default_factory=dict)
    refused: dict[tuple[int, int], list[int]] = field(  # and request: other dagdelen that she named
        default_factory=lambda: defaultdict(list)
    )
    not_for: dict[tuple[int, int], set[int]] = field(  # and request: groups of it that she refused
        default_factory=lambda: defaultdict(set)
    )
    said: dict[int, list[answers.Said]] = field(default_factory=dict)
    lasting: dict[int, "_Lasting"] = field(default_factory=dict)

    @classmethod
    def read(
        cls, requests: Sequence[RequestFacts], professionals: Sequence[Professional], today: date
    ) -> "_Known":
        known = cls()
        if not requests or not professionals:
            return known
        ids = [professional.pk for professional in professionals]
        start = min(request.start for request in requests)
        end = max(request.end for request in requests)
        for grid in Availability.objects.between(start, end).filter(professional__in=ids):
            known.grids[grid.professional_id].append(grid)
        for absence in Unavailable.objects.between(start, end).filter(professional__in=ids):
            known.away[absence.professional_id].append((absence.first_day, absence.last_day))
        certificates = Qualification.objects.between(start, end).filter(
            kind=Qualification.Kind.CERTIFICATE, professional__in=ids
        )
        for key, first, last in certificates.values_list(
            "professional_id", "valid_from", "valid_until"
        ):
            known.certified[key].append((first, last))
        known._read_lessons(start, end, {request.school_id for request in requests}, ids)
        known._read_invitations(professionals, instant(today, time.min) - answers.COUNTS)
        known._read_refusals([request.id for request in requests], ids)
        known.said = answers.said(ids, instant(today, time.min) - answers.COUNTS)
        return known

    def _read_lessons(self, start: date, end: date, schools: set[int], ids: list[int]) -> None:
        lessons = Lesson.objects.taking_time().filter(professional__in=ids)
        begin, over = instant(start, time.min), instant(end + ONE_DAY, time.min)
        for professional, during, minutes in lessons.between(begin, over).values_list(
            "professional_id", "during", "minutes"
        ):
            self.lessons[professional].append((during.lower, minutes))
        at_school = lessons.filter(placement__school__in=schools, state="given")
        self.at_school = Counter(at_school.values_list("professional_id", "placement__school_id"))

    def _read_invitations(self, professionals: Sequence[Professional], since: datetime) -> None:
        """Invitations are counted per provider: one with many professionals is not asked more.

        Who offers herself was not invited, and keeps her turn.
        """
        providers = {professional.provider_id for professional in professionals}
        told = Proposal.objects.told().filter(offered=False, professional__provider__in=providers)
        for provider, last, count in (
            told.order_by()
            .values_list("professional__provider")
            .annotate(last=Max("asked_at"), count=Count("pk", filter=Q(asked_at__gte=since)))
        ):
            self.asked[provider], self.invitations[provider] = last, count

    def _read_refusals(self, requests: list[int], ids: list[int]) -> None:
        refusals = Proposal.objects.filter(
            professional__in=ids, request__in=requests, state=ProposalState.DECLINED
        ).values_list("professional_id", "request_id", "refusal", "other_day_parts", "groups")
        for who, request, refusal, other, group in refusals:  # a line for each of its groups
            if refusal in Proposal.OF_THE_GROUPS and group is not None:
                self.not_for[who, request].add(group)
            else:
                self.refused[who, request].append(other)
        unwanted = NotForMe.objects.filter(request__in=requests, professional__in=ids)
        for who, request in unwanted.values_list("professional_id", "request_id"):
            self.refused[who, request].append(0)

    def refuses(self, who: int, request: RequestFacts) -> bool:
        """Who named another day may be asked again as soon as the school accepts it, and who said
        no for some groups only for the others."""
        said = self.refused.get((who, request.id), ())
        if any(not other & request.dagdelen for other in said):
            return True
        not_for = self.not_for.get((who, request.id))
        return not_for is not None and request.groups <= not_for


class Book:
    """What the engine needs to know of these professionals in view of these requests.

    Read at once, in a number of queries that does not grow with either; what is read is as large
    as the professionals. Somebody who has gone meanwhile is not in it.
    """

    def __init__(
        self, requests: Sequence[RequestFacts], ids: Collection[int], *, today: date
    ) -> None:
        people = Professional.objects.with_facts().only(*NEEDED)
        self.professionals = people.in_bulk(ids)
        self._known = _Known.read(requests, list(self.professionals.values()), today)
        self._today = today

    def __contains__(self, key: int) -> bool:
        return key in self.professionals

    def facts(self, request: RequestFacts, key: int) -> CandidateFacts:
        return _candidate(request, self.professionals[key], self._known, self._today)


def _candidate(
    request: RequestFacts, professional: Professional, known: _Known, today: date
) -> CandidateFacts:
    key = professional.pk
    if (lasting := known.lasting.get(key)) is None:
        lasting = known.lasting[key] = _lasting(professional, known, today)
    offered = _offered(known.grids[key], request)
    lessons = _within(known.lessons[key], request)
    shown = _vog(lasting.certificates, request)
    said = known.said.get(key, [])
    return CandidateFacts(
        **lasting.facts,
        available=offered.mask | answers.day_parts(said, request)[1],
        booked=_booked(lessons, request),
        available_from=offered.first,
        available_until=offered.last,
        away=tuple(
            (first, last)
            for first, last in known.away[key]
            if first <= request.end and last >= request.start
        ),
        planned_minutes=_busiest_week(lessons),
        vog_from=shown.first,
        vog_until=shown.last,
        vog_renew_from=shown.renew_from,
        training_certificate=any(
            first <= request.start and (last is None or last >= request.start)
            for first, last in known.certified[key]
        ),
        price_cents=_price(professional, request),
        lessons_at_school=known.at_school.get((key, request.school_id), 0),
        refused=known.refuses(key, request),
        **answers.facts(said, lasting.facts["position"], request),
    )


@dataclass(frozen=True, slots=True)
class _Lasting:
    """What is the same for every request; ``certificates`` are those that were seen in time."""

    facts: Mapping[str, Any]
    certificates: Sequence[vog.Seen]


def _lasting(professional: Professional, known: _Known, today: date) -> _Lasting:
    policy = vog.policy()
    provider = professional.provider
    waiting_since = known.asked.get(provider.pk, provider.created_at)
    facts = {
        "id": professional.pk,
        "provider_id": provider.pk,
        "provider_approved": provider.state == "approved",
        "active": professional.active,
        "licence": professional.licence,
        "domains": frozenset(domain.pk for domain in professional.domains.all()),
        "tags": frozenset(tag.pk for tag in professional.tags.all()),
        "years": professional.years,
        "languages": professional.languages,
        "position": _place(professional),
        "radius_m": professional.travel_radius,
        "capacity_minutes": professional.weekly_capacity,
        "waiting_since": min(local_date(waiting_since), today),
        "invitations": known.invitations.get(provider.pk, 0),
    }
    seen = [each for each in vog.seen_of(professional) if vog.seen_in_time(each, policy)]
    return _Lasting(facts, seen)


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


def _vog(good: Sequence[vog.Seen], request: RequestFacts) -> _Vog:
    """The youngest certificate that was seen in time, if possible before the first lesson."""
    if not good:
        return _Vog()
    policy = vog.policy()
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
    grids = [
        grid
        for grid in grids
        if grid.valid_from <= request.end
        and (grid.valid_until is None or grid.valid_until >= request.start)
    ]
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


def _within(
    lessons: Sequence[tuple[datetime, int]], request: RequestFacts
) -> list[tuple[datetime, int]]:
    """The lessons in the period of one request."""
    if not lessons:
        return []
    begin, over = instant(request.start, time.min), instant(request.end + ONE_DAY, time.min)
    return [lesson for lesson in lessons if begin <= lesson[0] < over]


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
