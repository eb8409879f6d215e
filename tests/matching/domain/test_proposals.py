"""Asking and answering."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from andersom.lib.dates import ZONE
from andersom.matching import links
from andersom.matching.domain import proposals, waves
from andersom.matching.models import Proposal
from andersom.notifications.models import Email
from andersom.placements.domain import placements
from andersom.reference.models import PostcodeArea
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from providers.models import Professional
from schools.domain import requests
from schools.models import Request
from tests import people
from tests.factories.matching import NOW, fitting, open_request, ready
from tests.people import Cast

pytestmark = pytest.mark.django_db


def ask(cast: Cast, *who: Professional, request: Request | None = None) -> list[Proposal]:
    request = request or open_request(cast.school)
    asked = proposals.ask(request, who, by=cast.leader, at=NOW, message="Tot gauw?", at_once=12)
    return asked.proposals


def mails(kind: str) -> list[str]:
    sent = Email.objects.filter(kind=f"matching.{kind}").order_by("address")
    return list(sent.values_list("address", flat=True))


def test_ask_keeps_the_score_as_it_was_shown_and_mails_the_provider(cast: Cast) -> None:
    (proposal,) = ask(cast, ready(cast.professional))
    assert proposal.state == "asked"
    assert proposal.total == proposal.score["total"] > 0
    assert proposal.answer_by == date(2026, 11, 30)
    assert mails("proposal_asked") == ["olga@example.org", "petra@example.org"]
    for reader in (cast.owner, cast.professional_user):
        mail = Email.objects.get(kind="matching.proposal_asked", user=reader)
        (key, *at_once) = re.findall(r"/antwoord/([^/]+)/", mail.text)
        assert links.read_answer_key(key) == (reader, proposal)
        assert at_once == [key] * 3
        assert "Tot gauw?" in mail.text
    assert [move.verb for move in Move.objects.of(proposal)] == ["ask"]


def test_the_question_gives_its_reasons_from_the_side_of_its_reader(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna", hourly_rate=6000)
    (proposal,) = ask(cast, anna, request=open_request(cast.school, budget=7000))
    mail = Email.objects.filter(kind="matching.proposal_asked").latest("pk")
    for said in (mail.text, _page(cast, "owner", proposal)):
        assert "€\xa060,00 per les, binnen het budget van de school" in said
        assert "binnen uw budget" not in said
    assert "€\xa060,00 per les, binnen uw budget" in _page(cast, "leader", proposal)


def _page(cast: Cast, who: str, proposal: Proposal) -> str:
    answer = cast.client(who).get(reverse("matching:proposal", args=[proposal.pk]))
    return answer.content.decode()


def test_ask_passes_over_whoever_was_asked_and_reports_who_does_not_fit(cast: Cast) -> None:
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")
    far = fitting(cast.other_provider, "Bas", vog=False)
    assert len(ask(cast, anna, request=request)) == 1
    again = proposals.ask(request, [anna, far], by=cast.leader, at=NOW)
    assert again.proposals == []
    assert [(who.name, why.code) for who, why in again.unfit] == [("Bas", "vog_missing")]


@pytest.mark.parametrize("count", [2, 8])
def test_asking_many_judges_them_at_once(
    cast: Cast, count: int, django_assert_max_num_queries
) -> None:
    """What does not fit needs nothing but the judging."""
    for number in range(count):
        fitting(cast.provider, f"P{number}", vog=False)
    who = Professional.objects.with_facts().filter(name__startswith="P", user=None)
    request = open_request(cast.school)
    with django_assert_max_num_queries(29):
        asked = proposals.ask(request, who, by=cast.leader, at=NOW)
    assert len(asked.unfit) == count


def test_ask_for_a_closed_request_is_too_late(cast: Cast) -> None:
    request = open_request(cast.school)
    requests.withdraw(request, by=cast.leader, at=NOW, reason="")
    with pytest.raises(proposals.TooLate, match="withdrawn"):
        ask(cast, fitting(cast.provider, "Anna"), request=request)


def test_answer_term_counts_school_days() -> None:
    assert waves.answer_term(date(2026, 12, 17), 5) == date(2027, 1, 7)
    assert waves.answer_term(date(2026, 11, 20), 1) == date(2026, 11, 23)


def test_accept_proposes_lessons_and_tells_the_school(cast: Cast) -> None:
    (proposal,) = ask(cast, fitting(cast.provider, "Anna"))
    placement = proposals.accept(proposal, by=cast.owner, at=NOW, note="Graag!")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.placement, proposal.answered_by) == (
        "accepted",
        placement,
        cast.owner,
    )
    assert placement.state == "proposed"
    assert placement.lessons.count() == 3
    assert mails("proposal_accepted") == ["cor@example.org", "leonie@example.org"]


def test_decline_keeps_the_reason_and_the_professional_is_not_ranked_again(cast: Cast) -> None:
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")
    (proposal,) = ask(cast, anna, request=request)
    proposals.decline(proposal, by=None, at=NOW, refusal="no_time", note="Volgend jaar wel.")
    assert (proposal.state, proposal.refusal) == ("declined", "no_time")
    assert mails("proposal_declined") == ["cor@example.org", "leonie@example.org"]
    again = proposals.ask(request, [anna], by=cast.leader, at=NOW)
    assert [why.code for _, why in again.unfit] == ["refused"]


def test_the_reason_of_a_no_is_told_in_the_language_of_its_reader(cast: Cast) -> None:
    cast.leader.language = "en"
    cast.leader.save()
    (proposal,) = ask(cast, fitting(cast.provider, "Anna"))
    proposals.decline(proposal, by=None, at=NOW, refusal="other_day")
    sent = Email.objects.filter(kind="matching.proposal_declined")
    reasons = dict(sent.values_list("language", "text"))
    assert "another day would work" in reasons["en"]
    assert "een andere dag kan wel" in reasons["nl"]


def test_second_yes_is_too_late_until_the_first_falls_through(cast: Cast) -> None:
    anna, bas = fitting(cast.provider, "Anna"), fitting(cast.other_provider, "Bas")
    first, second = ask(cast, anna, bas)
    placement = proposals.accept(first, by=None, at=NOW)
    with pytest.raises(proposals.TooLate, match="taken"):
        proposals.accept(second, by=None, at=NOW)
    assert Proposal.objects.get(pk=second.pk).state == "asked"
    placements.cancel(placement, by=cast.leader, at=NOW, reason="Toch niet")
    assert proposals.accept(second, by=None, at=NOW).professional == bas


def test_an_answer_after_the_term_or_a_second_answer_is_too_late(cast: Cast) -> None:
    (proposal,) = ask(cast, fitting(cast.provider, "Anna"))
    with pytest.raises(proposals.TooLate, match="expired"):
        proposals.accept(proposal, by=None, at=NOW + timedelta(days=8))
    proposals.decline(proposal, by=None, at=NOW, refusal="too_far")
    with pytest.raises(proposals.TooLate, match="declined"):
        proposals.accept(proposal, by=None, at=NOW)


def test_withdraw_tells_the_provider_and_works_once(cast: Cast) -> None:
    (proposal,) = ask(cast, fitting(cast.provider, "Anna"))
    proposals.withdraw(proposal, by=cast.leader, at=NOW)
    assert mails("proposal_closed") == ["olga@example.org"]
    with pytest.raises(IllegalMove):
        proposals.withdraw(proposal, by=cast.leader, at=NOW)


def test_settle_closes_what_is_filled_late_or_withdrawn_and_only_once(cast: Cast) -> None:
    group_request = open_request(cast.school)
    anna, bas = fitting(cast.provider, "Anna"), fitting(cast.other_provider, "Bas")
    won, lost = ask(cast, anna, bas, request=group_request)
    placement = proposals.accept(won, by=cast.owner, at=NOW)
    placements.confirm(placement, side="school", by=cast.leader, at=NOW)
    placements.confirm(placement, side="provider", by=cast.owner, at=NOW)
    ended = open_request(cast.school, title="Dans")
    (withdrawn,) = ask(cast, bas, request=ended)
    requests.withdraw(ended, by=cast.leader, at=NOW, reason="")
    (waiting,) = ask(cast, bas, request=open_request(cast.school, title="Drama"))
    assert proposals.settle(at=NOW) == 2
    assert proposals.settle(at=NOW) == 0
    assert proposals.settle(at=NOW + timedelta(days=8)) == 1
    states = {p: Proposal.objects.get(pk=p.pk).state for p in (won, lost, withdrawn, waiting)}
    assert list(states.values()) == ["accepted", "filled", "withdrawn", "expired"]
    assert len(mails("proposal_closed")) == 3
    assert mails("proposal_unanswered") == ["cor@example.org", "leonie@example.org"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_who_say_yes_at_once_one_gets_the_work() -> None:
    cast = people.build_cast()
    who = [fitting(cast.provider, f"P{number}") for number in range(12)]
    asked = ask(cast, *who)

    def answer(proposal: Proposal) -> bool:
        try:
            proposals.accept(proposal, by=None, at=NOW)
        except proposals.TooLate:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(12) as threads:
        yes = list(threads.map(answer, asked))
    assert sum(yes) == 1
    assert Request.objects.get().placements.count() == 1


def test_a_yes_that_fell_through_can_be_asked_again(cast: Cast) -> None:
    request, anna = open_request(cast.school), fitting(cast.provider, "Anna")
    (proposal,) = ask(cast, anna, request=request)
    placement = proposals.accept(proposal, by=cast.owner, at=NOW)
    placements.cancel(placement, by=cast.leader, at=NOW, reason="Toch niet")
    (again,) = ask(cast, anna, request=request)
    assert Proposal.objects.get(pk=proposal.pk).state == "withdrawn"
    assert again.state == "asked"


def test_settle_lets_go_of_what_fell_through(cast: Cast) -> None:
    (proposal,) = ask(cast, fitting(cast.provider, "Anna"))
    placement = proposals.accept(proposal, by=cast.owner, at=NOW)
    placements.cancel(placement, by=cast.leader, at=NOW, reason="Toch niet")
    assert (proposals.settle(at=NOW), proposals.settle(at=NOW)) == (1, 0)


def test_yes_of_somebody_who_may_not_work_any_more_is_refused(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    (proposal,) = ask(cast, anna)
    anna.vog_records.all().delete()
    with pytest.raises(proposals.Unfit, match="vog_missing"):
        proposals.accept(Proposal.objects.get(pk=proposal.pk), by=cast.owner, at=NOW)
    assert Proposal.objects.get(pk=proposal.pk).state == "asked"


def test_withdrawing_a_request_ends_the_dates_on_the_table(cast: Cast) -> None:
    request = open_request(cast.school)
    (proposal,) = ask(cast, fitting(cast.provider, "Anna"), request=request)
    placement = proposals.accept(proposal, by=cast.owner, at=NOW)
    request.refresh_from_db()
    requests.withdraw(request, by=cast.leader, at=NOW, reason="")
    placement.refresh_from_db()
    assert placement.state == "cancelled"
    assert Email.objects.filter(kind="placements.placement_stopped").exists()


def test_confirming_late_plans_only_what_is_still_to_come(cast: Cast) -> None:
    (proposal,) = ask(cast, fitting(cast.provider, "Anna"))
    placement = proposals.accept(proposal, by=cast.owner, at=NOW)
    late = NOW + timedelta(days=10)
    placements.confirm(placement, side="school", by=cast.leader, at=late)
    placements.confirm(placement, side="provider", by=cast.owner, at=late)
    states = placement.lessons.order_by("during").values_list("state", flat=True)
    assert list(states) == ["cancelled", "planned", "planned"]


def test_one_that_cannot_be_closed_stops_no_other(cast: Cast) -> None:
    """The next in its line moved to a post-office box, where nobody lives."""
    box = PostcodeArea.objects.create(pc4="9999", post_box=True)
    broken, sound = open_request(cast.school), open_request(cast.school, title="Dans")
    lost = fitting(cast.provider, "Bas")
    proposals.ask(broken, [fitting(cast.provider, "Anna"), lost], by=cast.leader, at=NOW, at_once=1)
    proposals.ask(sound, [fitting(cast.provider, "Carlo")], by=cast.leader, at=NOW)
    Professional.objects.filter(pk=lost.pk).update(postcode_area=box)
    with pytest.raises(ExceptionGroup):
        proposals.settle(at=NOW + timedelta(days=8))
    assert sound.proposals.get().state == "expired"
    assert {each.state for each in broken.proposals.all()} == {"asked", "lined_up"}


def test_what_the_clock_closes_waits_for_the_morning(cast: Cast) -> None:
    (proposal,) = ask(cast, fitting(cast.provider, "Anna"))
    assert proposal.answer_by == date(2026, 11, 30)
    assert proposals.settle(at=datetime(2026, 12, 1, 0, 1, tzinfo=ZONE)) == 0
    assert proposals.settle(at=datetime(2026, 12, 1, 7, 59, tzinfo=ZONE)) == 0
    assert proposals.settle(at=datetime(2026, 12, 1, 8, 0, tzinfo=ZONE)) == 1
