"""The hard rules: all must hold before a professional is ranked, in one fixed order.

The same tuple filters and explains. ``why_not`` reports the first rule that is broken, with what
would have to change to mend exactly that rule.

| code | params | fix | params of the fix |
|---|---|---|---|
| provider_not_approved | | team_approves | |
| professional_inactive | | activate | |
| domain | domain_id | add_domain | domain_id |
| subject | tags | add_subject / drop_subject_wish ¹ | tags |
| years | missing (mask) | add_years | years (mask) |
| dagdelen ² | free, needed, mask | accept_dagdelen | mask (further ones free), missing |
| | | fewer_blocks | blocks |
| | | other_professional | |
| service_area | distance_m, radius_m | widen_radius | radius_m (next whole km) |
| capacity | needed, left (minutes a week) | fewer_blocks | blocks |
| | | raise_capacity | minutes (to add) |
| vog_missing | on | show_vog | before |
| vog_expired | on, until | renew_vog | before |
| vog_later | on, from | start_later | start |
| learning_area | licence | choose_licensed | |
| licence | licence, wanted | drop_licence_wish | |
| language | missing (mask) | drop_language_wish | missing (mask) |
| dates_before | from, start | start_later | start |
| dates_after | until, end | end_earlier | end |
| dates_away | days, allowed | other_period | |
| dates_none | start, end | other_professional | |
| refused | | other_professional | |

² And ``said`` (mask) when she said before that some of them do not suit in this period.

¹ A professional without any subject tags is asked to add them; otherwise the wish may be dropped.

Dates are ISO text, tags sorted lists, minutes and metres whole numbers: everything survives JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

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

type Param = int | str | list[int] | list[str]

# A week off does not break a series; being away for more than this part of the period does.
AWAY_AT_MOST_ONE_IN = 4


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold, and the nearest change that would mend it; codes as above."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    fix_code: str = ""
    fix_params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HardRule:
    """One rule: whether it holds, and what to say when it does not."""

    code: str
    holds: Callable[[RequestFacts, CandidateFacts], bool]
    broken: Callable[[RequestFacts, CandidateFacts], Broken]


def why_not(request: RequestFacts, candidate: CandidateFacts) -> Broken | None:
    """First rule that keeps ``candidate`` out of the ranking, with its nearest fix, or None."""
    for rule in HARD_RULES:
        if not rule.holds(request, candidate):
            return rule.broken(request, candidate)
    return None


def fits(request: RequestFacts, candidate: CandidateFacts) -> bool:
    """Whether every hard rule holds."""
    return all(rule.holds(request, candidate) for rule in HARD_RULES)


# Approval.


def _approved(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return candidate.provider_approved


def _not_approved(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    return Broken("provider_not_approved", fix_code="team_approves")


def _active(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return candidate.active


def _inactive(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    return Broken("professional_inactive", fix_code="activate")


# Subject.


def _domain(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return request.domain_id in candidate.domains


def _other_domain(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    domain = {"domain_id": request.domain_id}
    return Broken("domain", domain, "add_domain", domain)


def _subject(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return not request.tags or not request.tags.isdisjoint(candidate.tags)


def _other_subject(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    tags = {"tags": sorted(request.tags)}
    return Broken("subject", tags, "drop_subject_wish" if candidate.tags else "add_subject", tags)


def _years(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return not request.years & ~candidate.years


def _other_years(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    missing = request.years & ~candidate.years
    return Broken("years", {"missing": missing}, "add_years", {"years": missing})


# Time and place.


def _dagdelen(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return shared_dagdelen(request, candidate).bit_count() >= request.blocks_per_week


def _too_few_dagdelen(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    shared = shared_dagdelen(request, candidate)
    free, needed = shared.bit_count(), request.blocks_per_week
    further, missing = candidate.free & ~request.dagdelen, needed - free
    params = {"free": free, "needed": needed, "mask": shared}
    if said := said_no_to(request, candidate):
        params["said"] = said
    if further.bit_count() >= missing:
        return Broken("dagdelen", params, "accept_dagdelen", {"mask": further, "missing": missing})
    if free:
        return Broken("dagdelen", params, "fewer_blocks", {"blocks": free})
    return Broken("dagdelen", params, "other_professional")


def _service_area(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return distance_between(request, candidate) <= candidate.radius_m


def _too_far(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    metres = distance_between(request, candidate)
    return Broken(
        "service_area",
        {"distance_m": metres, "radius_m": candidate.radius_m},
        "widen_radius",
        {"radius_m": -(-metres // 1000) * 1000},
    )


def _capacity(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return request.minutes_per_week <= candidate.room_minutes


def _too_little_room(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    needed, left = request.minutes_per_week, candidate.room_minutes
    params = {"needed": needed, "left": left}
    if blocks := left // request.block_minutes:
        return Broken("capacity", params, "fewer_blocks", {"blocks": blocks})
    return Broken("capacity", params, "raise_capacity", {"minutes": needed - left})


# Trust: the certificate of conduct counts on the day of the first lesson.


def _vog(request: RequestFacts, candidate: CandidateFacts) -> bool:
    shown, until = candidate.vog_from, candidate.vog_until
    return shown is not None and shown <= request.start and not _past(until, request.start)


def _no_vog(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    on = request.start.isoformat()
    if candidate.vog_from is None:
        return Broken("vog_missing", {"on": on}, "show_vog", {"before": on})
    if candidate.vog_until is not None and candidate.vog_until < request.start:
        expired = {"on": on, "until": candidate.vog_until.isoformat()}
        return Broken("vog_expired", expired, "renew_vog", {"before": on})
    shown = candidate.vog_from.isoformat()
    return Broken("vog_later", {"on": on, "from": shown}, "start_later", {"start": shown})


# Licence and language.


def _learning_area(request: RequestFacts, candidate: CandidateFacts) -> bool:
    needs_licence = request.learning_area_rule == LearningAreaRule.LICENSED
    return not needs_licence or candidate.licence == Licence.LICENSED


def _needs_licensed(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    return Broken("learning_area", {"licence": str(candidate.licence)}, "choose_licensed")


def _licence(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return not request.licences or candidate.licence in request.licences


def _other_licence(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    wanted: list[str] = sorted(map(str, request.licences))
    params: dict[str, Param] = {"licence": str(candidate.licence), "wanted": wanted}
    return Broken("licence", params, "drop_licence_wish")


def _language(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return not request.languages & ~candidate.languages


def _other_language(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    missing = {"missing": request.languages & ~candidate.languages}
    return Broken("language", missing, "drop_language_wish", missing)


# Dates.


def _dates(request: RequestFacts, candidate: CandidateFacts) -> bool:
    offered = candidate.available_from <= request.start
    lasting = not _past(candidate.available_until, request.end)
    return offered and lasting and days_away(request, candidate) <= _away_allowed(request)


def _other_dates(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    since, until = candidate.available_from, candidate.available_until
    start, end = request.start.isoformat(), request.end.isoformat()
    if since > request.end or _past(until, request.start):
        return Broken("dates_none", {"start": start, "end": end}, "other_professional")
    if since > request.start:
        before = {"from": since.isoformat(), "start": start}
        return Broken("dates_before", before, "start_later", {"start": since.isoformat()})
    if until is not None and until < request.end:
        after = {"until": until.isoformat(), "end": end}
        return Broken("dates_after", after, "end_earlier", {"end": until.isoformat()})
    away = {"days": days_away(request, candidate), "allowed": _away_allowed(request)}
    return Broken("dates_away", away, "other_period")


def _away_allowed(request: RequestFacts) -> int:
    return request.days // AWAY_AT_MOST_ONE_IN


def _past(until: date | None, day: date) -> bool:
    """Whether something that lasts up to ``until`` (None: no end) is over on ``day``."""
    return until is not None and until < day


# Answers.


def _not_refused(request: RequestFacts, candidate: CandidateFacts) -> bool:
    return not candidate.refused


def _refused(request: RequestFacts, candidate: CandidateFacts) -> Broken:
    return Broken("refused", fix_code="other_professional")


HARD_RULES: tuple[HardRule, ...] = (
    HardRule("provider_not_approved", _approved, _not_approved),
    HardRule("professional_inactive", _active, _inactive),
    HardRule("domain", _domain, _other_domain),
    HardRule("subject", _subject, _other_subject),
    HardRule("years", _years, _other_years),
    HardRule("dagdelen", _dagdelen, _too_few_dagdelen),
    HardRule("service_area", _service_area, _too_far),
    HardRule("capacity", _capacity, _too_little_room),
    HardRule("vog", _vog, _no_vog),
    HardRule("learning_area", _learning_area, _needs_licensed),
    HardRule("licence", _licence, _other_licence),
    HardRule("language", _language, _other_language),
    HardRule("dates", _dates, _other_dates),
    HardRule("refused", _not_refused, _refused),
)
