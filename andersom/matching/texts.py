"""What the engine's codes say in words. One place, so that page, mail and admin agree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from andersom.matching.engine import Broken, Explanation, Part
from andersom.matching.models import Proposal
from andersom.reference.models import Domain, SpokenLanguage, SubjectTag
from andersom.ui.texts import dagdelen_text as dagdelen
from andersom.ui.texts import distance_text as distance
from andersom.ui.texts import euro_text as euro
from andersom.ui.texts import minutes_text
from andersom.ui.texts import years_text as years
from providers.models import Professional

Params = Mapping[str, Any]

PARTS = {
    "distance": gettext_lazy("Distance"),
    "evaluations": gettext_lazy("Evaluations"),
    "continuity": gettext_lazy("Known at your school"),
    "dagdeel_fit": gettext_lazy("Day parts"),
    "price": gettext_lazy("Price and budget"),
    "qualification": gettext_lazy("Qualification"),
    "load": gettext_lazy("Room in the week"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its tone, ``ok`` or ``warn``."""

    tone: str
    text: str


def part_name(part: Part) -> str:
    return str(PARTS[part.code])


def lines(explanation: Explanation) -> list[Line]:
    """The reasons as sentences; what says nothing useful to a school is left out."""
    said = ((reason, REASONS[reason.code]) for reason in explanation.reasons)
    return [Line(reason.tone, say(reason.params)) for reason, say in said if say]


def for_provider(explanation: Explanation) -> list[Line]:
    """The reasons in words for the professional and her provider; what is for a school is out."""
    said = ((reason, FOR_PROVIDER.get(reason.code)) for reason in explanation.reasons)
    return [Line(reason.tone, say(reason.params)) for reason, say in said if say]


def day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "j F Y")


def licence(value: str) -> str:
    return str(Professional.Licence(value).label)


def _rated(p: Params) -> str:
    average = f"{p['tenths'] // 10},{p['tenths'] % 10}"
    return _("Schools give a %(average)s out of 5 (%(count)d evaluations)") % {
        "average": average,
        "count": p["count"],
    }


def _known(p: Params) -> str:
    return ngettext(
        "Has given %(lessons)d lesson at your school",
        "Has given %(lessons)d lessons at your school",
        p["lessons"],
    ) % {"lessons": p["lessons"]}


def _near(p: Params) -> str:
    """Within one postcode area the distance is nought, but nobody is there at once."""
    minutes = max(1, p["cycling_minutes"])
    text = ngettext(
        "%(distance)s from the school, %(minutes)d minute by bicycle",
        "%(distance)s from the school, %(minutes)d minutes by bicycle",
        minutes,
    )
    return text % {"distance": distance(p["metres"]).capitalize(), "minutes": minutes}


# What somebody said with an earlier no, and what that changes.
SAID: dict[str, Callable[[Params], str]] = {
    "said_too_far": lambda p: (
        _("Said no before: too far (%(times)d×). From %(metres)s on distance earns nothing")
        % {"times": p["times"], "metres": distance(p["metres"])}
    ),
    "said_no_time": lambda p: (
        _("Said no before: no time in this period (%(times)d×)") % {"times": p["times"]}
    ),
    "said_other_day": lambda p: (
        _("Said no before: not on %(dagdelen)s") % {"dagdelen": dagdelen(p["mask"])}
    ),
    "said_price": lambda p: (
        _("Said no before: %(budget)s per lesson was too little (%(times)d×)")
        % {"budget": euro(p["budget_cents"]), "times": p["times"]}
    ),
}

REASONS: dict[str, Callable[[Params], str] | None] = {
    "near": _near,
    "known_at_school": _known,
    "new_at_school": None,
    "rated": _rated,
    "few_ratings": None,
    "dagdelen_free": lambda p: _("Free on %(dagdelen)s") % {"dagdelen": dagdelen(p["mask"])},
    "within_budget": lambda p: (
        _("%(price)s per lesson, within your budget") % {"price": euro(p["price_cents"])}
    ),
    "over_budget": lambda p: (
        _("%(price)s per lesson, %(over)s above your budget")
        % {
            "price": euro(p["price_cents"]),
            "over": euro(p["over_cents"]),
        }
    ),
    "price_unknown": lambda p: _("The price per lesson is not known yet; ask for it"),
    "licensed": lambda p: _("Licensed teacher: the hours do not count for the limit"),
    "certified": lambda p: _("Has the certificate of the training programme"),
    "no_licence": None,
    "learning_area_warn": lambda p: _(
        "Instruction in this learning area asks for attention: agree who is responsible"
    ),
    "room": lambda p: (
        _("Has %(left)s a week left; you ask %(needed)s")
        % {
            "left": minutes_text(p["left"]),
            "needed": minutes_text(p["needed"]),
        }
    ),
    "vog_valid": lambda p: _("Certificate of conduct (VOG) was seen"),
    "vog_renew_soon": lambda p: _("The certificate of conduct (VOG) must be renewed soon"),
    "some_days_away": lambda p: (
        _("Is away on %(days)d days, first on %(first)s")
        % {
            "days": p["days"],
            "first": day(p["first"]),
        }
    ),
    **SAID,
    # Not how much: that is the budget of another school.
    "said_price": lambda p: (
        _("Said no before: a budget like yours was too little (%(times)d×)") % p
    ),
}

# For the one who would come. Her certificate and her licence she knows herself.
FOR_PROVIDER: dict[str, Callable[[Params], str]] = {
    "near": _near,
    "known_at_school": lambda p: (
        ngettext(
            "Known at the school: %(lessons)d lesson given there",
            "Known at the school: %(lessons)d lessons given there",
            p["lessons"],
        )
        % {"lessons": p["lessons"]}
    ),
    "rated": _rated,
    "dagdelen_free": lambda p: _("Free on %(dagdelen)s") % {"dagdelen": dagdelen(p["mask"])},
    "within_budget": lambda p: (
        _("%(price)s per lesson, within the budget of the school")
        % {"price": euro(p["price_cents"])}
    ),
    "over_budget": lambda p: (
        _("%(price)s per lesson, %(over)s above the budget of the school")
        % {"price": euro(p["price_cents"]), "over": euro(p["over_cents"])}
    ),
    "certified": lambda p: _("Has the certificate of the training programme"),
    "room": lambda p: (
        _("Fits in the week: %(needed)s of the %(left)s that are left")
        % {"left": minutes_text(p["left"]), "needed": minutes_text(p["needed"])}
    ),
    "vog_renew_soon": lambda p: _("The certificate of conduct (VOG) must be renewed soon"),
    "some_days_away": lambda p: (
        _("Away on %(days)d days of the period, first on %(first)s")
        % {"days": p["days"], "first": day(p["first"])}
    ),
    **SAID,
}

#: What a coded reason changes later; for whoever gave it.
EFFECTS = {
    Proposal.Refusal.TOO_FAR: gettext_lazy(
        "From the second time on, schools that are as far away or farther rank you lower."
    ),
    Proposal.Refusal.NO_TIME: gettext_lazy(
        "In the same period you rank lower: we count that your week has no room."
    ),
    Proposal.Refusal.OTHER_DAY: gettext_lazy(
        "In the same period we do not count on you on the day parts that were asked."
    ),
    Proposal.Refusal.PRICE: gettext_lazy(
        "With the same budget or a lower one you get no points for the price."
    ),
}


def _said(p: Params) -> str:
    """When an earlier answer is why somebody is not free."""
    if not p.get("said"):
        return ""
    said = _("Said no before: not on %(dagdelen)s") % {"dagdelen": dagdelen(p["said"])}
    return f" {said}."


def _tags(p: Params) -> str:
    return ", ".join(SubjectTag.objects.filter(pk__in=p["tags"]).values_list("name", flat=True))


def _domain(p: Params) -> str:
    return str(Domain.objects.get(pk=p["domain_id"]))


def _languages(p: Params) -> str:
    return ", ".join(str(each.label) for each in SpokenLanguage if p["missing"] >> each & 1)


BROKEN: dict[str, Callable[[Params], str]] = {
    "provider_not_approved": lambda p: _("The provider has not been approved by the team yet."),
    "professional_inactive": lambda p: _("The professional is not active at the moment."),
    "domain": lambda p: _("Does not work in the domain %(domain)s.") % {"domain": _domain(p)},
    "subject": lambda p: _("Does not give the subject you ask: %(tags)s.") % {"tags": _tags(p)},
    "years": lambda p: _("Does not teach %(years)s.") % {"years": years(p["missing"])},
    "dagdelen": lambda p: (
        _("Is free on %(free)d of the day parts you named; you need %(needed)d a week.") % p
        + _said(p)
    ),
    "service_area": lambda p: (
        _("Travels up to %(radius)s, and your school is %(away)s away.")
        % {
            "radius": distance(p["radius_m"]),
            "away": distance(p["distance_m"]),
        }
    ),
    "capacity": lambda p: (
        _("Has %(left)s a week left; you ask %(needed)s.")
        % {
            "left": minutes_text(p["left"]),
            "needed": minutes_text(p["needed"]),
        }
    ),
    "vog_missing": lambda p: _("The certificate of conduct (VOG) has not been seen yet."),
    "vog_expired": lambda p: (
        _("The certificate of conduct (VOG) is valid until %(day)s.") % {"day": day(p["until"])}
    ),
    "vog_later": lambda p: (
        _("The certificate of conduct (VOG) counts from %(day)s on.") % {"day": day(p["from"])}
    ),
    "learning_area": lambda p: (
        _("Instruction in this learning area needs a licensed teacher; she or he is %(status)s.")
        % {"status": licence(p["licence"])}
    ),
    "licence": lambda p: (
        _("You ask for a licensed teacher; this professional is %(status)s.")
        % {"status": licence(p["licence"])}
    ),
    "language": lambda p: _("Does not teach in %(languages)s.") % {"languages": _languages(p)},
    "dates_before": lambda p: _("Is available from %(day)s on.") % {"day": day(p["from"])},
    "dates_after": lambda p: _("Is available until %(day)s.") % {"day": day(p["until"])},
    "dates_away": lambda p: _("Is away on %(days)d days of your period.") % p,
    "dates_none": lambda p: _("Is not available in your period."),
    "refused": lambda p: _("Has already said no to this request."),
}

FIXES: dict[str, Callable[[Params], str]] = {
    "team_approves": lambda p: _("The project team looks at new providers within a week."),
    "activate": lambda p: _("The provider can make the professional active again."),
    "add_domain": lambda p: _("Is this wrong? Ask the provider to add the domain."),
    "add_subject": lambda p: _("The provider can add the subjects to the profile."),
    "drop_subject_wish": lambda p: _("Leave the subject open in your request."),
    "add_years": lambda p: (
        _("Is this wrong? Ask the provider to add %(years)s.") % {"years": years(p["years"])}
    ),
    "accept_dagdelen": lambda p: (
        _("It would fit if you also accept %(dagdelen)s.") % {"dagdelen": dagdelen(p["mask"])}
    ),
    "fewer_blocks": lambda p: (
        ngettext(
            "It would fit with %(blocks)d lesson a week.",
            "It would fit with %(blocks)d lessons a week.",
            p["blocks"],
        )
        % p
    ),
    "other_professional": lambda p: _("Choose another professional from the list."),
    "widen_radius": lambda p: (
        _("It would fit with a travel distance of %(radius)s.")
        % {"radius": distance(p["radius_m"])}
    ),
    "raise_capacity": lambda p: (
        _("It would fit with %(minutes)s more a week.") % {"minutes": minutes_text(p["minutes"])}
    ),
    "show_vog": lambda p: _("Show the certificate before %(day)s.") % {"day": day(p["before"])},
    "renew_vog": lambda p: _("Show a new certificate before %(day)s.") % {"day": day(p["before"])},
    "start_later": lambda p: _("It would fit if you start on %(day)s.") % {"day": day(p["start"])},
    "end_earlier": lambda p: _("It would fit if you end on %(day)s.") % {"day": day(p["end"])},
    "choose_licensed": lambda p: _("Choose a licensed professional, or plan the licensed teacher."),
    "drop_licence_wish": lambda p: _("Leave the licence open in your request."),
    "drop_language_wish": lambda p: _("Leave the language open in your request."),
    "other_period": lambda p: _("Choose another period."),
}


def why_not(broken: Broken) -> str:
    return BROKEN[broken.code](broken.params)


def fix(broken: Broken) -> str:
    return FIXES[broken.fix_code](broken.fix_params)
