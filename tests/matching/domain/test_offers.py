"""Offering to come, and what the school answers."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from andersom.matching import links
from andersom.matching.domain import candidates, offers, proposals
from andersom.matching.models import NotForMe, Proposal
from andersom.notifications.models import Email
from andersom.placements.domain import placements
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from providers.models import Professional
from schools.domain import requests
from schools.models import Request
from tests import people
from tests.factories.matching import NOW, TODAY, fitting, open_request, ready
from tests.people import Cast

pytestmark = pytest.mark.django_db
SCHOOL = ["cor@example.org", "leonie@example.org"]


def mails(kind: str) -> list[str]:
    sent = Email.objects.filter(kind=f"matching.{kind}").order_by("address")
    return list(sent.values_list("address", flat=True))


def offered(cast: Cast, who: Professional, request: Request | None = None) -> Proposal:
    request = request or open_request(cast.school)
    return offers.offer(request, who, by=cast.owner, at=NOW, note="Ik woon om de hoek.")


def state(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


def test_offer_tells_the_school_why_she_fits_and_by_when_to_answer(cast: Cast) -> None:
    proposal = offered(cast, ready(cast.professional))
    assert (proposal.state, proposal.offered, proposal.asked_by) == ("offered", True, cast.owner)
    assert proposal.total == proposal.score["total"] > 0
    assert proposal.answer_by.isoformat() == "2026-11-30"
    assert mails("offer_made") == SCHOOL
    mail = Email.objects.get(kind="matching.offer_made", address="leonie@example.org")
    (key,) = re.findall(r"/antwoord/(.+)/\n", mail.text)
    assert links.read_answer_key(key) == (cast.leader, proposal)
    assert "Ik woon om de hoek." in mail.text
    assert [move.verb for move in Move.objects.of(proposal)] == ["offer"]


def test_offer_is_no_invitation(cast: Cast) -> None:
    """Who offers herself does not lose her turn with those who wait to be asked."""
    anna = fitting(cast.provider, "Anna")
    offered(cast, anna)
    (seen,) = candidates.best(open_request(cast.school, title="Ander"), today=TODAY)
    assert Proposal.objects.filter(professional=anna, offered=False).count() == 0
    assert seen.professional == anna


def test_yes_of_the_school_does_what_a_yes_of_a_professional_does(cast: Cast) -> None:
    proposal = offered(cast, fitting(cast.provider, "Anna"))
    placement = offers.agree(proposal, by=cast.leader, at=NOW, note="Welkom!")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.placement) == ("accepted", placement)
    assert (placement.state, placement.lessons.count()) == ("proposed", 3)
    assert mails("offer_accepted") == ["olga@example.org"]
    with pytest.raises(proposals.TooLate, match="accepted"):
        offers.agree(proposal, by=cast.coordinator, at=NOW)


def test_no_thanks_carries_its_reason_and_closes(cast: Cast) -> None:
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")
    proposal = offered(cast, anna, request)
    offers.turn_down(proposal, by=None, at=NOW, reason="other_skills", note="Wel gezellig.")
    assert (proposal.state, proposal.no_thanks) == ("turned_down", "other_skills")
    mail = Email.objects.get(kind="matching.offer_closed")
    assert mail.address == "olga@example.org"
    assert "wij zoeken iets anders" in mail.text
    assert "Wel gezellig." in mail.text
    with pytest.raises(proposals.TooLate, match="turned_down"):
        offered(cast, anna, request)
    # It was the school that said no: she may still be asked, and she is ranked.
    assert [each.professional for each in candidates.best(request, today=TODAY)] == [anna]


def test_only_the_school_answers_an_offer(cast: Cast) -> None:
    proposal = offered(cast, fitting(cast.provider, "Anna"))
    for answer in (proposals.accept, proposals.decline):
        facts = {"refusal": "no_time"} if answer is proposals.decline else {}
        with pytest.raises(proposals.TooLate):
            answer(proposal, by=cast.owner, at=NOW, **facts)
    with pytest.raises(IllegalMove):
        proposals.answered(proposal, "accept", by=cast.owner, at=NOW)
    assert state(proposal) == "offered"


def test_offer_taken_back_tells_the_school_once(cast: Cast) -> None:
    proposal = offered(cast, fitting(cast.provider, "Anna"))
    offers.take_back(proposal, by=cast.owner, at=NOW)
    assert mails("offer_taken_back") == SCHOOL
    with pytest.raises(proposals.TooLate, match="withdrawn"):
        offers.take_back(proposal, by=cast.owner, at=NOW)


def test_unanswered_offer_ends_with_a_message_to_both_sides(cast: Cast) -> None:
    proposal = offered(cast, fitting(cast.provider, "Anna"))
    assert proposals.settle(at=NOW + timedelta(days=7)) == 0
    later = NOW + timedelta(days=8)
    assert proposals.settle(at=later) == 1
    assert proposals.settle(at=later) == 0
    assert state(proposal) == "expired"
    assert mails("offer_closed") == ["olga@example.org"]
    assert mails("offer_unanswered") == SCHOOL
    with pytest.raises(proposals.TooLate, match="expired"):
        offers.agree(proposal, by=cast.leader, at=later)


def test_offer_ends_when_somebody_else_was_agreed_on(cast: Cast) -> None:
    request = open_request(cast.school)
    mine = offered(cast, fitting(cast.provider, "Anna"), request)
    bas = fitting(cast.other_provider, "Bas")
    (asked,) = proposals.ask(request, [bas], by=cast.leader, at=NOW).proposals
    placement = proposals.accept(asked, by=None, at=NOW)
    with pytest.raises(proposals.TooLate, match="taken"):
        offers.agree(mine, by=cast.leader, at=NOW)
    placements.confirm(placement, side="school", by=cast.leader, at=NOW)
    placements.confirm(placement, side="provider", by=cast.other_editor, at=NOW)
    proposals.settle(at=NOW)
    assert state(mine) == "filled"
    assert "door iemand anders vervuld" in Email.objects.get(kind="matching.offer_closed").text


def test_offer_ends_when_the_school_seeks_no_more(cast: Cast) -> None:
    request = open_request(cast.school)
    mine = offered(cast, fitting(cast.provider, "Anna"), request)
    requests.withdraw(request, by=cast.leader, at=NOW, reason="")
    assert proposals.settle(at=NOW) == 1
    assert state(mine) == "withdrawn"
    assert "zoekt niemand meer" in Email.objects.get(kind="matching.offer_closed").text
    with pytest.raises(proposals.TooLate, match="withdrawn"):
        offered(cast, fitting(cast.provider, "Bea"), request)


def test_who_does_not_fit_cannot_offer(cast: Cast) -> None:
    with pytest.raises(proposals.Unfit, match="vog_missing"):
        offered(cast, fitting(cast.provider, "Anna", vog=False))
    assert not Proposal.objects.exists()


def test_asking_somebody_who_offered_passes_her_over(cast: Cast) -> None:
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")
    offered(cast, anna, request)
    assert proposals.ask(request, [anna], by=cast.leader, at=NOW) == proposals.Asked([], [], [])


def test_not_for_me_is_remembered_and_may_be_thought_over(cast: Cast) -> None:
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")
    for _again in range(2):
        offers.pass_by(request, [anna], by=cast.owner, at=NOW, reason="too_far")
    assert [(row.professional, row.reason) for row in NotForMe.objects.all()] == [(anna, "too_far")]
    assert not mails("offer_made")
    assert candidates.best(request, today=TODAY) == []
    assert offered(cast, anna, request).state == "offered"
    assert not NotForMe.objects.exists()


def test_database_keeps_one_waiting_proposal_a_pair(cast: Cast) -> None:
    proposal = offered(cast, fitting(cast.provider, "Anna"))
    proposal.pk, proposal.state = None, "asked"
    with pytest.raises(IntegrityError, match="proposal_asked_once"):
        proposal.save()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_offer(cast: Cast) -> None:
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")

    def click(_number: int) -> bool:
        try:
            offers.offer(request, anna, by=cast.owner, at=NOW)
        except proposals.TooLate:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(click, range(4))) == 1
    assert mails("offer_made") == SCHOOL


# --- Links --------------------------------------------------------------------------------------


def test_link_names_its_reader_and_request(cast: Cast, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    request = open_request(cast.school)
    key = offers.link_key(cast.owner.pk, request.pk, cast.provider.pk)
    assert offers.read_key(key) == (cast.owner, request, cast.provider.pk)
    assert offers.read_key(key[:-1]) is None
    assert offers.read_key(key.swapcase()) is None
    time_machine.move_to(NOW + offers.LINK_AGE + timedelta(minutes=1), tick=False)
    assert offers.read_key(key) is None


def test_link_of_a_closed_account_is_nobodys(cast: Cast) -> None:
    request = open_request(cast.school)
    assert (
        offers.read_key(offers.link_key(cast.deactivated.pk, request.pk, cast.provider.pk)) is None
    )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_a_yes_and_an_offer_taken_back_at_once_one_counts() -> None:
    cast = people.build_cast()
    for number in range(6):
        request = open_request(cast.school, title=f"Muziek {number}")
        proposal = offered(cast, fitting(cast.provider, f"P{number}"), request)

        def answer(act: Callable[..., object], key: int = proposal.pk) -> bool:
            try:
                act(Proposal.objects.get(pk=key), by=cast.owner, at=NOW)
            except proposals.TooLate:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(2) as threads:
            done = list(threads.map(answer, (offers.agree, offers.take_back)))
        assert done.count(True) == 1
        assert state(proposal) == ("accepted" if done[0] else "withdrawn")
