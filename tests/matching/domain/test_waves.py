"""So many are asked at once; the others stand in line."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from andersom.matching.domain import proposals
from andersom.matching.models import Proposal
from andersom.notifications.models import Email, InboxItem
from andersom.placements.domain import placements
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from schools.domain import requests
from schools.models import Request
from tests import people
from tests.factories.matching import NOW, fitting, open_request
from tests.people import Cast

pytestmark = pytest.mark.django_db
MUCH_LATER = NOW + timedelta(days=8)


def chosen(cast: Cast, count: int, *, at_once: int = 3, **facts: object) -> Request:
    """A request with so many chosen, by the names P0, P1 ..."""
    request = open_request(cast.school, **facts)
    who = [fitting(cast.provider, f"P{number}") for number in range(count)]
    proposals.ask(request, who, by=cast.leader, at=NOW, at_once=at_once)
    return request


def names(request: Request, state: str) -> list[str]:
    found = request.proposals.filter(state=state).order_by("place", "asked_at", "pk")
    return [proposal.professional.name for proposal in found.select_related("professional")]


def of(request: Request, name: str) -> Proposal:
    return request.proposals.get(professional__name=name)


def no(request: Request, name: str, at: datetime = NOW) -> None:
    proposals.decline(of(request, name), by=None, at=at, refusal="no_time")


def mails(kind: str, word: str = "") -> int:
    return Email.objects.filter(kind=f"matching.{kind}", text__contains=word).count()


def test_the_first_are_asked_and_the_rest_stands_in_line_in_order(cast: Cast) -> None:
    request = chosen(cast, 6)
    assert names(request, "asked") == ["P0", "P1", "P2"]
    assert names(request, "lined_up") == ["P3", "P4", "P5"]
    assert mails("proposal_asked") == 3
    verbs = [move.verb for move in Move.objects.of(of(request, "P4"))]
    assert verbs == ["line_up"]


def test_the_mail_says_with_how_many_somebody_is_asked(cast: Cast) -> None:
    request = chosen(cast, 5)
    assert mails("proposal_asked", "U bent een van de 3 die nu gevraagd zijn") == 3
    no(request, "P0")
    no(request, "P1")
    later = Email.objects.get(key__startswith=f"proposal_asked:{of(request, 'P4').pk}:")
    assert "U bent een van de 3 die nu gevraagd zijn" in later.text


def test_the_only_one_asked_hears_that_too(cast: Cast) -> None:
    chosen(cast, 2, at_once=1)
    assert mails("proposal_asked", "U bent nu de enige die gevraagd is") == 1


def test_a_no_asks_the_next_in_line_and_the_school_hears_who(cast: Cast) -> None:
    request = chosen(cast, 5)
    no(request, "P1")
    assert names(request, "asked") == ["P0", "P2", "P3"]
    assert names(request, "lined_up") == ["P4"]
    told = Email.objects.filter(kind="matching.proposal_declined").first()
    assert told
    assert "We hebben de volgende in uw rij gevraagd: P3." in told.text
    assert [move.verb for move in Move.objects.of(of(request, "P3"))] == ["line_up", "call"]


def test_taking_a_question_back_asks_the_next(cast: Cast) -> None:
    request = chosen(cast, 4)
    proposals.withdraw(of(request, "P0"), by=cast.leader, at=NOW)
    assert names(request, "asked") == ["P1", "P2", "P3"]


def test_silence_asks_the_next_with_a_term_of_their_own(cast: Cast) -> None:
    request = chosen(cast, 4)
    assert proposals.settle(at=MUCH_LATER) == 3
    assert names(request, "expired") == ["P0", "P1", "P2"]
    called = of(request, "P3")
    assert (called.state, called.asked_at) == ("asked", MUCH_LATER)
    assert called.answer_by == date(2026, 12, 8)
    assert proposals.settle(at=MUCH_LATER) == 0


def test_who_no_longer_fits_is_passed_over_and_only_the_school_hears_it(cast: Cast) -> None:
    request = chosen(cast, 5)
    of(request, "P3").professional.vog_records.all().delete()
    no(request, "P0")
    assert names(request, "not_asked") == ["P3"]
    assert names(request, "asked") == ["P1", "P2", "P4"]
    told = Email.objects.filter(kind="matching.proposal_passed_over")
    assert {mail.address for mail in told} == {"cor@example.org", "leonie@example.org"}
    assert all("De VOG is nog niet gezien." in mail.text for mail in told)


def test_the_provider_never_hears_of_the_line(cast: Cast) -> None:
    request = chosen(cast, 4)
    in_line = of(request, "P3")
    assert in_line not in Proposal.objects.visible_to(cast.owner)
    assert in_line not in Proposal.objects.answerable_by(cast.owner)
    assert in_line in Proposal.objects.visible_to(cast.leader)
    assert cast.client("owner").get(f"/voorstellen/{in_line.pk}/").status_code == 404
    requests.withdraw(request, by=cast.leader, at=NOW)
    assert proposals.settle(at=NOW) == 4
    assert names(request, "not_asked") == ["P3"]
    assert InboxItem.objects.filter(user=cast.owner, key__contains=f":{in_line.pk}:").count() == 0


def test_the_school_reads_when_the_next_is_asked(cast: Cast) -> None:
    request = chosen(cast, 5)
    page = reverse("schools:request", args=[request.pk])
    assert "Komt er geen antwoord, dan is dat na maandag 30 november." in (
        cast.client("leader").get(page).content.decode()
    )
    proposals.accept(of(request, "P0"), by=cast.owner, at=NOW)
    assert "zolang u samen de data bekijkt, vragen we niemand" in (
        cast.client("leader").get(page).content.decode()
    )


def test_who_was_called_does_not_read_that_she_stood_in_line(cast: Cast) -> None:
    request = chosen(cast, 4)
    no(request, "P0")
    page = reverse("matching:proposal", args=[of(request, "P3").pk])
    hers = cast.client("owner").get(page).content.decode()
    assert "In de rij gezet" not in hers
    assert "aan de beurt" not in hers
    theirs = cast.client("leader").get(page).content.decode()
    assert "In de rij gezet" in theirs


def test_nobody_is_called_while_a_yes_is_worked_out(cast: Cast) -> None:
    request = chosen(cast, 5)
    placement = proposals.accept(of(request, "P0"), by=cast.owner, at=NOW)
    no(request, "P1")
    assert names(request, "asked") == ["P2"]
    placements.cancel(placement, by=cast.leader, at=NOW, reason="Toch niet")
    proposals.settle(at=NOW)
    assert names(request, "asked") == ["P2", "P3", "P4"]


def test_the_line_goes_when_the_request_is_filled(cast: Cast) -> None:
    request = chosen(cast, 5)
    placement = proposals.accept(of(request, "P0"), by=cast.owner, at=NOW)
    placements.confirm(placement, side="school", by=cast.leader, at=NOW)
    placements.confirm(placement, side="provider", by=cast.owner, at=NOW)
    assert proposals.settle(at=NOW) == 4
    assert names(request, "filled") == ["P1", "P2"]
    assert names(request, "not_asked") == ["P3", "P4"]
    assert mails("proposal_closed") == 2


def test_somebody_can_be_taken_out_of_the_line(cast: Cast) -> None:
    request = chosen(cast, 5)
    proposals.take_out(of(request, "P3"), by=cast.leader, at=NOW)
    assert mails("proposal_closed") == 0
    no(request, "P0")
    assert names(request, "asked") == ["P1", "P2", "P4"]
    with pytest.raises(IllegalMove):
        proposals.take_out(of(request, "P4"), by=cast.leader, at=NOW)


def test_later_choices_stand_behind_the_line(cast: Cast) -> None:
    request = chosen(cast, 4)
    late = fitting(cast.other_provider, "Laat")
    asked = proposals.ask(request, [late], by=cast.leader, at=NOW)
    assert (asked.proposals, [each.professional for each in asked.in_line]) == ([], [late])
    assert names(request, "lined_up") == ["P3", "Laat"]


def test_choosing_somebody_twice_makes_one_place(cast: Cast) -> None:
    request = chosen(cast, 4)
    again = [of(request, "P3").professional] * 2
    asked = proposals.ask(request, again, by=cast.leader, at=NOW)
    assert (asked.proposals, asked.in_line) == ([], [])


def test_nobody_is_called_in_the_summer_holiday(cast: Cast) -> None:
    period = {"start": date(2027, 9, 6), "end": date(2027, 12, 17)}
    request = chosen(cast, 4, **period)
    summer = datetime(2027, 7, 20, 9, tzinfo=UTC)
    assert proposals.settle(at=summer) == 3
    assert names(request, "lined_up") == ["P3"]
    assert proposals.settle(at=datetime(2027, 8, 30, 9, tzinfo=UTC)) == 1
    assert of(request, "P3").state in {"asked", "not_asked"}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_say_no_at_once_make_room_for_exactly_the_next_two() -> None:
    cast = people.build_cast()
    request = chosen(cast, 9, at_once=4)
    first = [of(request, f"P{number}") for number in range(4)]

    def answer(proposal: Proposal) -> None:
        try:
            proposals.decline(proposal, by=None, at=NOW, refusal="no_time")
        finally:
            connection.close()

    for pair, called in ((first[:2], ["P4", "P5"]), (first[2:], ["P6", "P7"])):
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(answer, pair))
        for name in called:
            assert [move.verb for move in Move.objects.of(of(request, name))] == ["line_up", "call"]
            assert Email.objects.filter(key__startswith=f"proposal_asked:{of(request, name).pk}:")
    assert names(request, "asked") == ["P4", "P5", "P6", "P7"]
    assert names(request, "lined_up") == ["P8"]
    assert mails("proposal_asked") == 8
