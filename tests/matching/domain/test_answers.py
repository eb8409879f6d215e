"""What a no with a reason changes later, and how it is forgotten."""

from datetime import date, timedelta

import pytest

from andersom.matching import texts
from andersom.matching.domain import answers, candidates, proposals
from andersom.matching.domain.candidates import Candidate
from andersom.matching.engine import Broken
from andersom.matching.models import Proposal
from andersom.workflow.models import Move
from providers.models import Professional
from schools.models import Request
from tests import people
from tests.factories.matching import NOW, TODAY, fitting, open_request
from tests.people import Cast

pytestmark = pytest.mark.django_db

MONDAY_MORNING, FRIDAY = 0b1, 0b11_0000_0000


def no(cast: Cast, who: Professional, refusal: str, *, days: int = 0, **facts: object) -> Proposal:
    """She was asked for a request of the other school and said no."""
    request = open_request(cast.other_school, title="Eerder", **facts)
    (proposal,) = proposals.ask(request, [who], by=cast.other_leader, at=NOW).proposals
    return proposals.decline(proposal, by=None, at=NOW, refusal=refusal, other_day_parts=days)


def judged(request: Request, who: Professional) -> Candidate | Broken:
    return candidates.judge(request, who, today=TODAY)


def parts(request: Request, who: Professional) -> dict[str, int]:
    verdict = judged(request, who)
    assert isinstance(verdict, Candidate)
    assert sum(part.points for part in verdict.explanation.parts) == verdict.explanation.total
    return {part.code: part.value for part in verdict.explanation.parts}


def sentences(request: Request, who: Professional) -> list[str]:
    verdict = judged(request, who)
    assert isinstance(verdict, Candidate)
    found = [line.text for line in texts.lines(verdict.explanation)]
    return [text for text in found if text.startswith("Eerder nee gezegd")]


def test_no_time_counts_in_a_period_that_overlaps(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    later = open_request(cast.school, start=date(2027, 1, 5), end=date(2027, 3, 1))
    before = parts(later, anna)
    no(cast, anna, "no_time")
    assert parts(later, anna) == before
    now = open_request(cast.school)
    assert parts(now, anna)["load"] == 0
    assert sentences(now, anna) == ["Eerder nee gezegd: geen tijd in deze periode (1×)"]


def test_too_far_counts_from_the_second_time(cast: Cast) -> None:
    anna = fitting(
        cast.provider, "Anna", postcode_area=people.postcode_area("2497"), travel_radius=20_000
    )
    request = open_request(cast.school)
    before = parts(request, anna)["distance"]
    no(cast, anna, "too_far")
    assert (parts(request, anna)["distance"], sentences(request, anna)) == (before, [])
    no(cast, anna, "too_far")
    assert parts(request, anna)["distance"] < before
    assert sentences(request, anna)[0].startswith("Eerder nee gezegd: te ver (2×). Vanaf")


def test_a_refused_budget_counts_for_the_same_and_lower_ones(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna", hourly_rate=6000)
    no(cast, anna, "price", budget=5000)
    assert parts(open_request(cast.school, budget=5000), anna)["price"] == 0
    assert parts(open_request(cast.school, budget=6500), anna)["price"] == 1000


def test_a_school_reads_that_the_budget_was_too_low_but_not_of_another_school(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna", hourly_rate=6000)
    no(cast, anna, "price", budget=5000)
    request = open_request(cast.other_school, budget=4500)
    assert sentences(request, anna) == [
        "Eerder nee gezegd: een budget als het uwe was te laag (1×)"
    ]
    verdict = judged(request, anna)
    assert isinstance(verdict, Candidate)
    hers = [line.text for line in texts.for_provider(verdict.explanation)]
    assert "Eerder nee gezegd: €\xa050,00 per les was te weinig (1×)" in hers


def test_another_day_takes_the_day_away_and_why_not_says_so(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    said = no(cast, anna, "other_day", days=FRIDAY)
    assert (said.no_day_parts, said.other_day_parts) == (MONDAY_MORNING, FRIDAY)
    request = open_request(cast.school)
    broken = judged(request, anna)
    assert isinstance(broken, Broken)
    assert "Eerder nee gezegd: niet op maandag" in texts.why_not(broken)
    answers.forget(said, by=cast.owner, at=NOW)
    assert isinstance(judged(request, anna), Candidate)
    assert sentences(request, anna) == []
    assert Move.objects.of(said).filter(verb="forget", by=cast.owner).count() == 1


def test_a_reason_counts_for_a_year(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    said = no(cast, anna, "no_time")
    request = open_request(cast.school)
    Proposal.objects.filter(pk=said.pk).update(answered_at=NOW - timedelta(days=364))
    assert parts(request, anna)["load"] == 0
    Proposal.objects.filter(pk=said.pk).update(answered_at=NOW - timedelta(days=366))
    assert parts(request, anna)["load"] == 1000


@pytest.mark.parametrize("refusal", ["other", "other_groups"])
def test_other_reasons_change_nothing(cast: Cast, refusal: str) -> None:
    anna, request = fitting(cast.provider, "Anna"), open_request(cast.school)
    before = parts(request, anna)
    no(cast, anna, refusal)
    assert (parts(request, anna), sentences(request, anna)) == (before, [])


def test_a_school_asks_for_the_other_day_and_the_dates_are_on_it(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna", grid=MONDAY_MORNING)
    request = open_request(cast.school)
    (proposal,) = proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals
    proposals.decline(proposal, by=None, at=NOW, refusal="other_day", other_day_parts=FRIDAY)
    assert [why.code for _, why in ask(request, anna, cast).unfit] == ["dagdelen"]
    asked = proposals.ask_other_days(proposal, by=cast.leader, at=NOW)
    request.refresh_from_db()
    assert request.day_parts == MONDAY_MORNING | FRIDAY
    (again,) = asked.proposals
    placement = proposals.accept(again, by=cast.owner, at=NOW)
    assert {slot.weekday for slot in placement.slots.all()} == {4}


def ask(request: Request, who: Professional, cast: Cast) -> proposals.Asked:
    return proposals.ask(request, [who], by=cast.leader, at=NOW)


def test_who_is_asked_for_another_day_does_not_wait_in_line(cast: Cast) -> None:
    anna, *others = [fitting(cast.provider, f"P{number}") for number in range(5)]
    request = open_request(cast.school)
    proposals.ask(request, [anna, *others], by=cast.leader, at=NOW, at_once=2)
    proposal = request.proposals.get(professional=anna)
    proposals.decline(proposal, by=None, at=NOW, refusal="other_day", other_day_parts=FRIDAY)
    assert request.proposals.in_line().count() == 2
    (again,) = proposals.ask_other_days(proposal, by=cast.leader, at=NOW).proposals
    assert again.state == "asked"


def test_invitations_are_counted_per_provider(cast: Cast) -> None:
    request = open_request(cast.school)
    anna, bas = (fitting(cast.provider, name) for name in ("Anna", "Bas"))
    carlo = fitting(cast.other_provider, "Carlo")
    ask(request, anna, cast)
    found = candidates.best(open_request(cast.school, title="Dans"), today=TODAY)
    names = [each.professional.name for each in found]
    assert names[0] == carlo.name
    assert set(names) == {"Anna", "Bas", "Carlo"}
    assert bas.provider == anna.provider
