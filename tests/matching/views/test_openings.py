"""Requests that fit, on a page of one's own and through the link in a digest."""

from datetime import timedelta

import pytest
from django.urls import reverse

from andersom.accounts.models import User
from andersom.matching import links, texts
from andersom.matching.domain import offers, proposals
from andersom.matching.models import NotForMe, Proposal
from andersom.workflow.models import Move
from providers.models import Member
from schools.models import Member as SchoolMember
from schools.models import Request
from tests.factories.matching import NOW, fitting, open_request
from tests.people import Cast, client_for, professional

pytestmark = pytest.mark.django_db
YES = {"answer": "yes"}


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def link(cast: Cast, request: Request) -> str:
    key = offers.link_key(cast.owner.pk, request.pk, cast.provider.pk)
    return reverse("matching:opening_by_link", args=[key])


def page_of(request: Request) -> str:
    return reverse("matching:opening", args=[request.pk])


def test_opening_the_link_answers_nothing(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    url = link(cast, open_request(cast.school))
    for _scanner in range(3):
        page = client_for(None).get(url, {"antwoord": "yes"})
        assert client_for(None).head(url).status_code == 200
    text = page.content.decode()
    assert "Waarom u dit krijgt" in text
    assert "Muziek voor groep 7" in text
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert not Proposal.objects.exists()
    assert not NotForMe.objects.exists()


def test_yes_by_link_is_an_offer_and_the_link_is_used(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    url = link(cast, open_request(cast.school))
    answer = client_for(None).post(url, YES | {"note": "Graag!"}, follow=True)
    assert "de school weet dat u graag komt" in answer.content.decode()
    made = Proposal.objects.get()
    assert (made.professional, made.state, made.asked_by) == (anna, "offered", cast.owner)
    assert made.message == "Graag!"
    again = client_for(None).post(url, {"answer": "no", "refusal": "no_time"})
    assert "de school weet dat u graag komt" in again.content.decode()
    assert Proposal.objects.count() == 1


def test_no_by_link_needs_a_reason_and_is_kept(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    url = link(cast, open_request(cast.school))
    without = client_for(None).post(url, {"answer": "no", "note": "Ik ben op reis"})
    assert without.status_code == 422
    assert "Ik ben op reis" in without.content.decode()
    given = client_for(None).post(url, {"answer": "no", "refusal": "other_day"}, follow=True)
    assert "wij hebben het genoteerd" in given.content.decode()
    assert "Met uw reden sturen wij u aanvragen die beter bij u passen." in given.content.decode()
    assert [(row.professional, row.reason) for row in NotForMe.objects.all()] == [
        (anna, "other_day")
    ]
    assert "wij hebben het genoteerd" in client_for(None).get(url).content.decode()


@pytest.mark.parametrize("reason", ["other", "other_groups"])
def test_a_reason_that_counts_for_nothing_promises_nothing(cast: Cast, reason: str) -> None:
    fitting(cast.provider, "Anna")
    url = link(cast, open_request(cast.school))
    given = client_for(None).post(url, {"answer": "no", "refusal": reason}, follow=True)
    assert "wij hebben het genoteerd" in given.content.decode()
    assert "Met uw reden" not in given.content.decode()


def test_what_is_said_to_count_is_what_counts(cast: Cast) -> None:
    request = open_request(cast.school)
    for reason in Proposal.Refusal.values:
        anna = fitting(cast.provider, f"Anna {reason}")
        offers.pass_by(request, [anna], by=cast.owner, at=NOW, reason=reason)
    counting = NotForMe.objects.with_reason(NOW - timedelta(days=1))
    assert set(counting.values_list("reason", flat=True)) == set(texts.EFFECTS)


def test_somebody_who_speaks_for_several_chooses_who_would_come(cast: Cast) -> None:
    anna, bea = fitting(cast.provider, "Anna"), fitting(cast.provider, "Bea")
    url = link(cast, open_request(cast.school))
    foreign = fitting(cast.other_provider, "Vreemd")
    refused = client_for(None).post(url, YES | {"professional": foreign.pk})
    assert refused.status_code == 422
    client_for(None).post(url, YES | {"professional": bea.pk})
    assert Proposal.objects.get().professional == bea
    assert anna.proposals.count() == 0


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "x", str.swapcase])
def test_a_changed_link_gives_nothing_away(cast: Cast, change) -> None:
    fitting(cast.provider, "Anna")
    key = offers.link_key(cast.owner.pk, open_request(cast.school).pk, cast.provider.pk)
    url = reverse("matching:opening_by_link", args=[change(key)])
    for answer in (client_for(None).get(url), client_for(None).post(url, YES)):
        assert answer.status_code == 404
        assert "Muziek" not in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_link_of_somebody_else_gives_nothing_away(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    fitting(cast.other_provider, "Bas")
    url = link(cast, open_request(cast.school))
    for answer in (cast.client("other_editor").get(url), cast.client("leader").post(url, YES)):
        assert answer.status_code == 404
        assert "Muziek" not in answer.content.decode()
    assert not Proposal.objects.exists()


def test_an_old_link_and_one_of_a_former_member_are_dead(cast: Cast, time_machine) -> None:
    fitting(cast.provider, "Anna")
    url = link(cast, open_request(cast.school))
    time_machine.move_to(NOW + offers.LINK_AGE + timedelta(days=1), tick=False)
    assert client_for(None).get(url).status_code == 404
    time_machine.move_to(NOW, tick=False)
    Member.objects.filter(user=cast.owner).delete()
    assert client_for(None).get(url).status_code == 404


def test_link_says_what_happened_meanwhile(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    request = open_request(cast.school)
    url = link(cast, request)
    proposals.ask(request, [anna], by=cast.leader, at=NOW)
    assert "De school heeft u zelf gevraagd" in client_for(None).get(url).content.decode()
    Proposal.objects.all().delete()
    Request.objects.update(state="closed")
    assert "Deze aanvraag zoekt niemand meer" in client_for(None).get(url).content.decode()


def test_link_works_for_a_colleague_of_who_said_no(cast: Cast) -> None:
    """The digest names her, so its answer has to reach the school."""
    anna = fitting(cast.provider, "Anna")
    request = open_request(cast.school)
    (asked,) = proposals.ask(request, [anna], by=cast.leader, at=NOW).proposals
    url = link(cast, request)
    assert "De school heeft u zelf gevraagd" in client_for(None).get(url).content.decode()
    proposals.decline(asked, by=None, at=NOW, refusal="no_time")
    assert "kan niet komen" not in client_for(None).get(url).content.decode()
    bea = fitting(cast.provider, "Bea")
    client_for(None).post(url, YES)
    assert request.proposals.get(state="offered").professional == bea


def test_link_answers_for_the_provider_of_its_mail_only(cast: Cast) -> None:
    """Somebody of two providers had a mail about each of them."""
    Member.objects.create(provider=cast.other_provider, user=cast.owner, role="editor")
    anna, bas = fitting(cast.provider, "Anna"), fitting(cast.other_provider, "Bas")
    request = open_request(cast.school)
    url = link(cast, request)
    page = client_for(None).get(url).content.decode()
    assert "Anna" in page
    assert "Bas" not in page
    client_for(None).post(url, {"answer": "no", "refusal": "no_time"})
    assert [row.professional for row in NotForMe.objects.all()] == [anna]
    other = offers.link_key(cast.owner.pk, request.pk, cast.other_provider.pk)
    client_for(None).post(reverse("matching:opening_by_link", args=[other]), YES)
    assert Proposal.objects.get().professional == bas


def test_link_of_a_provider_that_she_left_is_dead(cast: Cast) -> None:
    Member.objects.create(provider=cast.other_provider, user=cast.owner, role="editor")
    fitting(cast.provider, "Anna")
    fitting(cast.other_provider, "Bas")
    url = link(cast, open_request(cast.school))
    Member.objects.filter(user=cast.owner, provider=cast.provider).delete()
    assert client_for(None).get(url).status_code == 404


def test_page_shows_what_fits_ones_own(cast: Cast) -> None:
    fitting(cast.provider, "Anna", grid=0b01)
    fitting(cast.other_provider, "Bas", grid=0b10)
    open_request(cast.school, title="Voor Klankrijk")
    open_request(cast.school, title="Voor Buitenboom", day_parts=0b10)
    text = cast.client("owner").get(reverse("matching:openings")).content.decode()
    assert "Voor Klankrijk" in text
    assert "Past bij Anna" in text
    assert "Voor Buitenboom" not in text


def test_request_that_fits_nobody_of_theirs_does_not_exist(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    request = open_request(cast.school)
    assert cast.client("owner").get(page_of(request)).status_code == 200
    assert cast.client("other_editor").get(page_of(request)).status_code == 404
    assert cast.client("other_editor").post(page_of(request), YES).status_code == 404


def test_signed_in_yes_goes_to_the_proposal_and_can_be_taken_back(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    request = open_request(cast.school)
    answer = cast.client("owner").post(page_of(request), YES)
    made = Proposal.objects.get()
    assert answer.headers["Location"] == reverse("matching:proposal", args=[made.pk])
    take_back = reverse("matching:take_back", args=[made.pk])
    assert cast.client("other_editor").post(take_back).status_code == 404
    assert cast.client("owner").post(take_back).status_code == 302
    assert Proposal.objects.get().state == "withdrawn"
    assert cast.client("owner").post(take_back).status_code == 403


def test_professional_herself_offers_only_herself(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    request = open_request(cast.school)
    assert cast.client("professional_user").get(page_of(request)).status_code == 404


# --- The school ---------------------------------------------------------------------------------


@pytest.fixture
def offered(cast: Cast) -> Proposal:
    anna = fitting(cast.provider, "Anna")
    return offers.offer(open_request(cast.school), anna, by=cast.owner, at=NOW, note="Graag!")


def answer_link(reader: User, proposal: Proposal) -> str:
    return reverse("matching:answer", args=[links.answer_key(reader, proposal)])


def test_school_says_yes_without_signing_in(cast: Cast, offered: Proposal) -> None:
    url = answer_link(cast.coordinator, offered)
    assert "Anna wil graag komen" in client_for(None).get(url).content.decode()
    said = client_for(None).post(url, YES, follow=True)
    assert "Wij hebben lesdata voorgesteld" in said.content.decode()
    offered.refresh_from_db()
    assert (offered.state, offered.answered_by) == ("accepted", cast.coordinator)
    assert offered.placement is not None
    assert Move.objects.of(offered).get(verb="agree").by == cast.coordinator


def test_an_offer_is_answered_by_its_reader_at_the_school_only(
    cast: Cast, offered: Proposal
) -> None:
    theirs = [answer_link(user, offered) for user in (cast.owner, cast.other_leader, cast.team)]
    theirs.append(answer_link(cast.deactivated, offered))
    mine = answer_link(cast.leader, offered)
    for who, url in [*((None, url) for url in theirs), ("coordinator", mine), ("team", mine)]:
        client = cast.client(who) if who else client_for(None)
        for answer in (client.get(url), client.post(url, YES)):
            assert answer.status_code == 404
            assert "Anna" not in answer.content.decode().split("<main")[1]
    SchoolMember.objects.filter(user=cast.leader).delete()
    assert client_for(None).post(mine, YES).status_code == 404
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_no_thanks_after_the_yes_of_a_colleague_changes_nothing(
    cast: Cast, offered: Proposal
) -> None:
    client_for(None).post(answer_link(cast.leader, offered), YES)
    no = {"answer": "no", "refusal": "not_now"}
    late = client_for(None).post(answer_link(cast.coordinator, offered), no)
    assert late.status_code == 409
    assert "Het antwoord was ja. Wat u zojuist stuurde, heeft niets veranderd." in (
        late.content.decode()
    )
    assert "uw ja is verstuurd" not in late.content.decode()


def test_an_agreed_offer_of_which_the_dates_are_gone_is_still_a_page(
    cast: Cast, offered: Proposal
) -> None:
    url = answer_link(cast.leader, offered)
    client_for(None).post(url, YES)
    Proposal.objects.update(placement=None)
    page = client_for(None).get(url)
    assert page.status_code == 200
    assert "De lessen gaan niet door" in page.content.decode()


def test_school_says_no_thanks_with_a_reason(cast: Cast, offered: Proposal) -> None:
    page = reverse("matching:proposal", args=[offered.pk])
    assert cast.client("owner").post(page, YES).status_code == 403
    refused = cast.client("leader").post(page, {"answer": "no"})
    assert "De vakprofessional leert ervan" in refused.content.decode()
    cast.client("leader").post(page, {"answer": "no", "refusal": "no_time"})
    offered.refresh_from_db()
    assert offered.state == "offered"  # a reason of the other side is none
    cast.client("coordinator").post(page, {"answer": "no", "refusal": "not_now"})
    offered.refresh_from_db()
    assert (offered.state, offered.no_thanks) == ("turned_down", "not_now")
    assert "wij hebben het nu niet nodig" in cast.client("owner").get(page).content.decode()


def test_candidates_show_who_offered_first(cast: Cast, offered: Proposal) -> None:
    fitting(cast.other_provider, "Bas")
    url = reverse("matching:candidates", args=[offered.request_id])
    text = cast.client("leader").get(url).content.decode()
    assert text.index("1 vakprofessional wil graag komen") < text.index("vakprofessionals passen")
    assert "Wil graag komen" in text


def test_member_of_two_providers_sees_both(cast: Cast) -> None:
    Member.objects.create(provider=cast.other_provider, user=cast.owner, role="editor")
    fitting(cast.provider, "Anna")
    fitting(cast.other_provider, "Bas")
    professional(cast.other_provider, "Zonder tijd", cast.professional.postcode_area)
    text = cast.client("owner").get(page_of(open_request(cast.school))).content.decode()
    assert "Anna" in text
    assert "Bas" in text
    assert "Zonder tijd" not in text
