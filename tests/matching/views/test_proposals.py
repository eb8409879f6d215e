"""The inbox of a provider, and the answer without signing in."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from andersom.matching.domain import proposals
from andersom.matching.models import Proposal
from schools.models import Request
from tests.factories.matching import NOW, fitting, open_request
from tests.people import Cast, client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)


@pytest.fixture
def asked(cast: Cast) -> Proposal:
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")
    return proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals[0]


def link(proposal: Proposal) -> str:
    return reverse("matching:answer", args=[proposal.answer_key])


def state(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


def test_opening_the_link_answers_nothing(asked: Proposal) -> None:
    visitor = client_for(None)
    for _ in range(3):
        page = visitor.get(link(asked), {"antwoord": "yes"})
        assert page.status_code == 200
        visitor.head(link(asked))
    assert state(asked) == "asked"
    assert "De Zeemeeuw" in page.content.decode()
    assert "U bent nu de enige die gevraagd is." in page.content.decode()


def test_yes_without_signing_in_counts_once(asked: Proposal) -> None:
    visitor = client_for(None)
    answer = visitor.post(link(asked), {"answer": "yes", "note": "Graag"}, follow=True)
    assert "Dank u wel, uw ja is verstuurd" in answer.content.decode()
    assert state(asked) == "accepted"
    again = visitor.post(link(asked), {"answer": "no", "refusal": "no_time"})
    assert "Het antwoord was ja. Wat u zojuist stuurde, heeft niets veranderd." in (
        again.content.decode()
    )
    assert state(asked) == "accepted"


def test_no_needs_a_reason_and_keeps_what_was_typed(asked: Proposal) -> None:
    visitor = client_for(None)
    answer = visitor.post(link(asked), {"answer": "no", "note": "Ik ben op reis"})
    assert answer.status_code == 422
    assert "Kies een reden. Dan kan de school verder zoeken." in answer.content.decode()
    assert "Ik ben op reis" in answer.content.decode()
    visitor.post(link(asked), {"answer": "no", "refusal": "no_time"})
    assert state(asked) == "declined"


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "x", str.swapcase])
def test_a_changed_link_is_refused(asked: Proposal, change) -> None:
    url = reverse("matching:answer", args=[change(asked.answer_key)])
    assert client_for(None).get(url).status_code == 404
    assert client_for(None).post(url, {"answer": "yes"}).status_code == 404
    assert state(asked) == "asked"


@pytest.mark.parametrize("who", ["other_editor", "leader", "team"])
def test_a_link_of_somebody_else_is_refused(cast: Cast, asked: Proposal, who: str) -> None:
    client = cast.client(who)
    page = client.get(link(asked))
    assert page.status_code == 404
    assert "naar iemand anders gestuurd" in page.content.decode()
    assert "De Zeemeeuw" not in page.content.decode().split("<main")[1]
    assert client.post(link(asked), {"answer": "yes"}).status_code == 404
    assert state(asked) == "asked"
    assert cast.client("owner").get(link(asked)).status_code == 200


def test_a_broken_link_is_no_fault_of_ours() -> None:
    for path in ("/antwoord/%00/", "/passend/link/%00:x:y/", "/antwoord/" + "x" * 5000 + "/"):
        assert client_for(None).get(path).status_code in {400, 404}


def test_a_yes_that_came_too_late_reads_kindly_what_to_do(cast: Cast, asked: Proposal) -> None:
    bas = fitting(cast.other_provider, "Bas")
    request = Request.objects.get()
    second = proposals.ask(request, [bas], by=cast.leader, at=NOW).proposals[0]
    client_for(None).post(link(asked), {"answer": "yes"})
    late = client_for(None).post(link(second), {"answer": "yes"})
    assert late.status_code == 409
    assert "Iemand anders was u net voor" in late.content.decode()


def test_a_link_after_the_term_says_so(asked: Proposal, time_machine) -> None:
    time_machine.move_to("2026-12-02T10:00:00+01:00", tick=False)
    page = client_for(None).get(link(asked))
    assert "De tijd om te antwoorden is voorbij" in page.content.decode()
    client_for(None).post(link(asked), {"answer": "yes"})
    assert state(asked) == "asked"


def test_inbox_shows_only_ones_own(cast: Cast, asked: Proposal) -> None:
    mine = cast.client("owner").get(reverse("matching:inbox")).content.decode()
    theirs = cast.client("other_editor").get(reverse("matching:inbox")).content.decode()
    assert "Muziek voor groep 7" in mine
    assert "Muziek voor groep 7" not in theirs
    assert "Er wacht niets op u" in theirs


def test_proposal_page_answers_for_the_provider_and_withdraws_for_the_school(
    cast: Cast, asked: Proposal
) -> None:
    page = reverse("matching:proposal", args=[asked.pk])
    assert cast.client("other_editor").get(page).status_code == 404
    assert cast.client("other_leader").get(page).status_code == 404
    assert cast.client("leader").post(page, {"answer": "yes"}).status_code == 403
    withdraw = reverse("matching:withdraw", args=[asked.pk])
    assert cast.client("other_leader").post(withdraw).status_code == 404
    assert cast.client("leader").post(withdraw).status_code == 302
    assert state(asked) == "withdrawn"


def test_provider_answers_signed_in_and_goes_on_to_the_dates(cast: Cast, asked: Proposal) -> None:
    page = reverse("matching:proposal", args=[asked.pk])
    answer = cast.client("owner").post(page, {"answer": "yes"})
    placement = Proposal.objects.get().placement
    assert placement is not None
    assert answer.headers["Location"] == reverse("placements:placement", args=[placement.pk])


@pytest.mark.parametrize("count", [2, 15])
def test_inbox_has_constant_queries(cast: Cast, count: int, django_assert_num_queries) -> None:
    anna = fitting(cast.provider, "Anna")
    for number in range(count):
        request = open_request(cast.school, title=f"Muziek {number}")
        made = proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals
        if number % 2:
            proposals.withdraw(made[0], by=cast.leader, at=NOW)
    client = cast.client("owner")
    client.get(reverse("matching:inbox"))
    with django_assert_num_queries(16):
        client.get(reverse("matching:inbox"))


def test_another_day_needs_day_parts_that_were_not_asked(asked: Proposal) -> None:
    visitor = client_for(None)
    none = visitor.post(link(asked), {"answer": "other_day"})
    assert none.status_code == 422
    assert "Kies minstens één dagdeel." in none.content.decode()
    same = visitor.post(link(asked), {"answer": "other_day", "other_day_parts": ["0"]})
    assert "Komen ze u uit? Kies dan ja." in same.content.decode()
    visitor.post(link(asked), {"answer": "other_day", "other_day_parts": ["8", "9"]})
    found = Proposal.objects.get(pk=asked.pk)
    assert (found.state, found.refusal, found.other_day_parts) == (
        "declined",
        "other_day",
        0b11_0000_0000,
    )


def test_the_school_asks_for_the_other_day_with_one_click(cast: Cast, asked: Proposal) -> None:
    client_for(None).post(link(asked), {"answer": "other_day", "other_day_parts": ["8"]})
    school = cast.client("leader")
    page = school.get(reverse("matching:proposal", args=[asked.pk])).content.decode()
    assert "Vraag Anna voor vrijdagochtend" in page or "Vraag Anna voor vrijdag" in page
    url = reverse("matching:ask_other_days", args=[asked.pk])
    done = school.post(url, follow=True).content.decode()
    assert "Gevraagd voor de andere dagdelen." in done
    assert Proposal.objects.filter(state="asked").count() == 1
    assert cast.client("other_leader").post(url).status_code == 404
    again = school.post(url, follow=True).content.decode()
    assert "Dat kan niet meer" in again or "Gevraagd" not in again


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_than_reading_and_sending_do_nothing(asked: Proposal, method: str) -> None:
    assert getattr(client_for(None), method)(link(asked)).status_code == 405
    assert state(asked) == "asked"


def test_a_link_that_does_not_exist_says_nothing_and_is_slowed_down(
    asked: Proposal, settings, caplog
) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"answer": "2/m/ip"}
    visitor = client_for(None)
    wrong = reverse("matching:answer", args=["geheim-van-iemand"])
    pages = [visitor.get(wrong) for _ in range(4)]
    assert [page.status_code for page in pages] == [404, 404, 429, 429]
    assert "Deze link werkt niet" in pages[0].content.decode()
    assert "Zeemeeuw" not in pages[0].content.decode()
    ours = [record for record in caplog.records if "answer link unknown" in str(record.msg)]
    assert ours
    assert not any("geheim" in str(record.msg) for record in ours)
    assert visitor.get(link(asked)).status_code == 200


def test_people_see_what_is_known_from_their_answers_and_have_it_forgotten(
    cast: Cast, asked: Proposal
) -> None:
    client_for(None).post(link(asked), {"answer": "no", "refusal": "no_time"})
    owner, page = cast.client("owner"), reverse("matching:answers")
    shown = owner.get(page).content.decode()
    assert "wij tellen dat uw week vol is" in shown
    assert "Anna" not in cast.client("other_editor").get(page).content.decode()
    forget = reverse("matching:forget", args=[asked.pk])
    assert cast.client("other_editor").post(forget).status_code == 404
    assert "Wij onthouden niets" in owner.post(forget, follow=True).content.decode()
    assert Proposal.objects.get(pk=asked.pk).forgotten_at
