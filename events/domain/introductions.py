"""Introductions that make sense: who among the visitors fits whom, and why.

Two providers fit when they bring different domains and can fill a day together for the same
groups: one in the morning, the other in the afternoon. A school and a provider fit when an open
request asks what the provider brings. Only people who agreed to be seen take part.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from andersom.lib.dates import AFTERNOON, MORNING, SCHOOL_WEEK, dagdeel_bit
from andersom.ui.texts import listing, years_text
from events.models import Event, Registration
from providers.models import Professional
from schools.models import Request

MOST = 6


@dataclass(frozen=True, slots=True)
class Brings:
    """What a provider's people bring: domains by id and name, groups and dagdelen as bits."""

    domains: dict[int, str] = field(default_factory=dict)
    years: int = 0
    grid: int = 0


@dataclass(frozen=True, slots=True)
class Asks:
    """One open request of a school."""

    title: str
    domain: int
    years: int
    grid: int


@dataclass(frozen=True, slots=True)
class Introduction:
    """Somebody to meet: why, and a first idea to say hello with. ``weight`` sorts."""

    visitor: Registration
    reason: str
    idea: str
    weight: int


def of(visitor: Registration, *, today: date) -> list[Introduction]:
    """The best introductions for one visitor, in a constant number of queries."""
    others = list(
        visitor.event.registrations.shown().exclude(pk=visitor.pk).select_related("provider")
    )
    people = [visitor, *others]
    brings = _brings({one.provider_id for one in people if one.provider_id}, today)
    asks = _asks({one.school_id for one in people if one.school_id})
    found = [_between(visitor, other, brings, asks) for other in others]
    best = sorted((one for one in found if one), key=lambda one: (-one.weight, one.visitor.name))
    return _one_each(best)[:MOST]


def visitors(event: Event) -> list[Registration]:
    """Everybody who comes and agreed to be seen, by organisation."""
    return list(event.registrations.shown().order_by("organisation", "name", "pk"))


def _between(
    visitor: Registration,
    other: Registration,
    brings: dict[int, Brings],
    asks: dict[int, list[Asks]],
) -> Introduction | None:
    mine, theirs = brings.get(visitor.provider_id or 0), brings.get(other.provider_id or 0)
    if mine and theirs and visitor.provider_id != other.provider_id:
        return _together(other, mine, theirs)
    if mine and (needs := asks.get(other.school_id or 0)):
        return _asked(other, mine, needs)
    if theirs and (needs := asks.get(visitor.school_id or 0)):
        return _offered(other, theirs, needs)
    return None


def _together(other: Registration, mine: Brings, theirs: Brings) -> Introduction | None:
    """Two providers that can share a day for the same groups, from different domains."""
    new = [name for pk, name in theirs.domains.items() if pk not in mine.domains]
    years, days = mine.years & theirs.years, shared_days(mine.grid, theirs.grid)
    if not new or not years or not days:
        return None
    names = {"days": listing(str(WEEKDAYS[day]) for day in days), "groups": years_text(years)}
    names |= {"theirs": listing(new), "mine": listing(mine.domains.values())}
    reason = _("%(theirs)s beside your %(mine)s: together you fill %(days)s for %(groups)s.")
    idea = _("Shall we offer a day together: %(mine)s and %(theirs)s, for %(groups)s?")
    weight = 10 * len(days) + 5 * len(new) + years.bit_count()
    return Introduction(other, reason % names, idea % names, weight)


def _asked(other: Registration, mine: Brings, needs: list[Asks]) -> Introduction | None:
    fitting = [need for need in needs if fits(mine, need)]
    if not fitting:
        return None
    names = {"titles": listing(f"“{need.title}”" for need in fitting[:2])}
    reason = _("This school is looking for %(titles)s, and you bring that.") % names
    idea = _("I read that you are looking for %(titles)s. Shall we talk about it?") % names
    return Introduction(other, reason, idea, 100 + len(fitting))


def _offered(other: Registration, theirs: Brings, needs: list[Asks]) -> Introduction | None:
    fitting = [need for need in needs if fits(theirs, need)]
    if not fitting:
        return None
    names = {"titles": listing(f"“{need.title}”" for need in fitting[:2])}
    reason = _("Brings what you are looking for with %(titles)s.") % names
    idea = _("We are looking for %(titles)s. What could you do for us?") % names
    return Introduction(other, reason, idea, 100 + len(fitting))


def fits(brings: Brings, need: Asks) -> bool:
    """Same domain, at least one of the groups and one of the dagdelen."""
    return need.domain in brings.domains and bool(
        need.years & brings.years and need.grid & brings.grid
    )


def shared_days(one: int, other: int) -> list[int]:
    """Weekdays that two grids fill together: one in the morning, the other in the afternoon."""
    return [
        day
        for day in SCHOOL_WEEK
        if (one & (morning := dagdeel_bit(day, MORNING)) and other & dagdeel_bit(day, AFTERNOON))
        or (other & morning and one & dagdeel_bit(day, AFTERNOON))
    ]


def _one_each(found: Iterable[Introduction]) -> list[Introduction]:
    """Two colleagues of one organisation are one introduction: the first."""
    seen: set[tuple[int | None, int | None]] = set()
    kept = []
    for one in found:
        organisation = (one.visitor.provider_id, one.visitor.school_id)
        if organisation not in seen:
            seen.add(organisation)
            kept.append(one)
    return kept


def _brings(providers: set[int], today: date) -> dict[int, Brings]:
    """Provider → what its professionals bring together."""
    rows = Professional.objects.bookable().filter(provider__in=providers)
    domains: dict[int, dict[int, str]] = defaultdict(dict)
    years: dict[int, int] = defaultdict(int)
    grids: dict[int, int] = defaultdict(int)
    for one in rows.for_list(today).order_by("pk"):
        domains[one.provider_id] |= {domain.pk: domain.name for domain in one.domains.all()}
        years[one.provider_id] |= one.years
        grids[one.provider_id] |= one.grid  # type: ignore[attr-defined]  # for_list gives it
    return {pk: Brings(domains[pk], years[pk], grids[pk]) for pk in domains}


def _asks(schools: set[int]) -> dict[int, list[Asks]]:
    """School → its open requests."""
    found: dict[int, list[Asks]] = defaultdict(list)
    rows = Request.objects.seeking().filter(school__in=schools).prefetch_related("groups")
    for one in rows.order_by("pk"):
        years = 0
        for group in one.groups.all():
            years |= group.years
        found[one.school_id].append(Asks(str(one), one.domain_id or 0, years, one.day_parts))
    return found
