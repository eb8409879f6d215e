"""The inbox of a provider, and the answer without signing in."""

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from andersom.accounts.models import User
from andersom.matching import emails, links
from andersom.matching.domain import offers, proposals
from andersom.matching.models import Proposal
from andersom.notifications.models import Email
from andersom.placements.domain import placements
from andersom.placements.models import Placement
from andersom.workflow.models import Move
from providers.models import Member
from schools.models import Request
from tests.factories.matching import NOW, fitting, open_request
from tests.people import Cast, client_for

pytestmark = pytest.mark.django_db
YES = {"answer": "yes"}


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)


@pytest.fixture
def asked(cast: Cast) -> Proposal:
    request = open_request(cast.school)
    anna = fitting(cast.provider, "Anna")
    return proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals[0]


def link(proposal: Proposal, reader: User | None = None) -> str:
    """That of somebody who was asked; by default of the first who got the mail."""
    reader = reader or emails.askees(proposal)[0]
    return reverse("matching:answer", args=[links.answer_key(reader, proposal)])


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
    assert again.status_code == 409
    assert "Het antwoord was ja. Wat u zojuist stuurde, heeft niets veranderd." in (
        again.content.decode()
    )
    assert state(asked) == "accepted"
    assert "Dank u wel, uw ja is verstuurd" in visitor.get(link(asked)).content.decode()


def test_answer_by_link_is_of_its_reader(cast: Cast, asked: Proposal) -> None:
    client_for(None).post(link(asked, cast.owner), {"answer": "yes"})
    asked.refresh_from_db()
    assert asked.answered_by == cast.owner
    assert Move.objects.of(asked).get(verb="accept").by == cast.owner
    assert asked.placement
    assert Move.objects.of(asked.placement).get(verb="propose").by == cast.owner


def test_note_with_a_yes_reaches_the_school(cast: Cast, asked: Proposal) -> None:
    client_for(None).post(link(asked), YES | {"note": "Mag ik eerst komen kijken?"})
    mail = Email.objects.get(kind="matching.proposal_accepted", user=cast.leader)
    assert "> Mag ik eerst komen kijken?" in mail.text
    page = reverse("matching:proposal", args=[asked.pk])
    for who in ("leader", "owner"):
        assert "Mag ik eerst komen kijken?" in cast.client(who).get(page).content.decode()
    asked.refresh_from_db()
    assert asked.placement
    placements.cancel(asked.placement, by=cast.leader, at=NOW, reason="Geen lokaal")
    proposals.settle(at=NOW)
    assert state(asked) == "withdrawn"
    assert "Mag ik eerst komen kijken?" in cast.client("leader").get(page).content.decode()


def test_no_needs_a_reason_and_keeps_what_was_typed(asked: Proposal) -> None:
    visitor = client_for(None)
    answer = visitor.post(link(asked), {"answer": "no", "note": "Ik ben op reis"})
    assert answer.status_code == 422
    assert "Kies een reden. Dan kan de school verder zoeken." in answer.content.decode()
    assert "Ik ben op reis" in answer.content.decode()
    visitor.post(link(asked), {"answer": "no", "refusal": "no_time"})
    assert state(asked) == "declined"


def refuses(url: str, *, client: Client | None = None) -> None:
    """One page for every dead link, which gives nothing away and answers nothing."""
    for answer in (
        (client or client_for(None)).get(url),
        (client or client_for(None)).post(url, YES),
    ):
        assert answer.status_code == 404
        said = answer.content.decode().split("<main")[1]
        assert "Deze link werkt niet" in said
        assert "Zeemeeuw" not in said
        assert f'href="{reverse("overview:home")}"' in said
    assert {each.state for each in Proposal.objects.all()} <= {"asked", "offered"}


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "x", str.swapcase])
def test_a_changed_link_is_refused(cast: Cast, asked: Proposal, change) -> None:
    key = links.answer_key(cast.owner, asked)
    refuses(reverse("matching:answer", args=[change(key)]))


@pytest.mark.parametrize("salt", ["matching.offer", "", "django.core.signing"])
def test_what_we_signed_for_something_else_is_no_answer_link(
    cast: Cast, asked: Proposal, salt: str
) -> None:
    key = signing.dumps([cast.owner.pk, asked.pk], salt=salt)
    refuses(reverse("matching:answer", args=[key]))
    request = asked.request_id
    digest = offers.link_key(cast.owner.pk, request, cast.provider.pk)
    refuses(reverse("matching:answer", args=[digest]))
    refuses(reverse("matching:opening_by_link", args=[links.answer_key(cast.owner, asked)]))


@pytest.mark.parametrize(
    "who", ["other_editor", "leader", "team", "professional_user", "colleague"]
)
def test_a_link_of_somebody_else_is_refused(cast: Cast, asked: Proposal, who: str) -> None:
    """Also for a colleague, who has a link of her own."""
    if who == "colleague":
        Member.objects.create(provider=cast.provider, user=cast.other_editor, role="editor")
        who = "other_editor"
    refuses(link(asked, cast.owner), client=cast.client(who))
    assert cast.client("owner").get(link(asked, cast.owner)).status_code == 200


@pytest.mark.parametrize("who", ["deactivated", "other_editor", "leader", "team"])
def test_a_link_of_who_was_not_asked_is_worth_nothing(
    cast: Cast, asked: Proposal, who: str
) -> None:
    refuses(link(asked, getattr(cast, who)))


def test_a_link_dies_with_the_membership_and_with_the_account(cast: Cast, asked: Proposal) -> None:
    url = link(asked, cast.owner)
    assert client_for(None).get(url).status_code == 200
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    refuses(url)
    User.objects.filter(pk=cast.owner.pk).update(is_active=True)
    Member.objects.filter(user=cast.owner).delete()
    refuses(url)


def test_who_answers_after_a_colleague_is_not_thanked_for_it(cast: Cast, asked: Proposal) -> None:
    Member.objects.create(provider=cast.provider, user=cast.other_editor, role="editor")
    client_for(None).post(link(asked, cast.owner), {"answer": "no", "refusal": "no_time"})
    url = link(asked, cast.other_editor)
    seen = client_for(None).get(url)
    assert seen.status_code == 200
    said = seen.content.decode()
    assert "Deze vraag was al beantwoord" in said
    assert "Het antwoord was nee." in said
    assert "Wat u zojuist stuurde" not in said
    late = client_for(None).post(url, YES)
    assert late.status_code == 409
    assert "Wat u zojuist stuurde, heeft niets veranderd." in late.content.decode()
    assert state(asked) == "declined"


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("gone", [False, True])
def test_a_yes_of_which_nothing_came_is_no_no(
    cast: Cast, asked: Proposal, *, settled: bool, gone: bool
) -> None:
    url = link(asked)
    client_for(None).post(url, YES)
    placement = Placement.objects.get()
    if gone:
        Proposal.objects.update(placement=None)
    else:
        placements.cancel(placement, by=cast.leader, at=NOW, reason="Geen lokaal")
    if settled:
        proposals.settle(at=NOW)
    for answer in (client_for(None).get(url), client_for(None).post(url, {"answer": "no"})):
        said = answer.content.decode()
        assert "De lessen gaan niet door" in said
        assert "Het antwoord was nee" not in said
        assert "teruggetrokken" not in said
        assert answer.status_code == (409 if answer.wsgi_request.method == "POST" else 200)


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
    late = client_for(None).post(link(asked), {"answer": "yes"})
    assert late.status_code == 409
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
    ours = [record for record in caplog.records if "answer link refused" in str(record.msg)]
    assert ours
    assert not any("geheim" in str(record.msg) for record in ours)
    assert visitor.get(link(asked)).status_code == 200


def test_people_see_what_is_known_from_their_answers_and_have_it_forgotten(
    cast: Cast, asked: Proposal
) -> None:
    client_for(None).post(link(asked), {"answer": "no", "refusal": "no_time"})
    owner, page = cast.client("owner"), reverse("matching:answers")
    shown = owner.get(page).content.decode()
    assert "wij rekenen erop dat uw week vol is" in shown
    assert "Anna" not in cast.client("other_editor").get(page).content.decode()
    forget = reverse("matching:forget", args=[asked.pk])
    assert cast.client("other_editor").post(forget).status_code == 404
    assert "Wij onthouden niets" in owner.post(forget, follow=True).content.decode()
    assert Proposal.objects.get(pk=asked.pk).forgotten_at
