"""The page where a school chooses."""

import pytest
from django.urls import reverse

from andersom.matching.domain import proposals
from andersom.matching.models import Proposal
from andersom.placements.models import Placement
from tests.factories.matching import NOW, fitting, open_request
from tests.factories.placements import GroupFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)


def url(name: str, request: object) -> str:
    return reverse(f"matching:{name}", args=[request.pk])  # type: ignore[attr-defined]


def test_candidates_are_shown_with_score_reasons_and_parts(cast: Cast) -> None:
    fitting(cast.provider, "Anna", hourly_rate=6000)
    request = open_request(cast.school, budget=7000)
    page = cast.client("leader").get(url("candidates", request)).content.decode()
    assert "1 vakprofessional past" in page
    assert "Voorstel 1 van 1" in page
    assert "€\xa060,00 per les, binnen uw budget" in page
    assert "(25%)" in page


def test_candidates_of_another_school_do_not_exist(cast: Cast) -> None:
    request = open_request(cast.other_school)
    for name in ("candidates", "why_not"):
        assert cast.client("leader").get(url(name, request)).status_code == 404
    assert cast.client("leader").post(url("ask", request)).status_code == 404


def test_ask_sends_the_ticked_ones_and_keeps_the_message_after_an_error(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    request = open_request(cast.school)
    client = cast.client("leader")
    empty = client.post(url("ask", request), {"message": "Tot gauw"})
    assert empty.status_code == 422
    assert "Kies minstens één vakprofessional." in empty.content.decode()
    assert "Tot gauw" in empty.content.decode()
    asked = client.post(
        url("ask", request), {"message": "Tot gauw", "professionals": [anna.pk]}, follow=True
    )
    assert "Uw vraag is verstuurd. U krijgt uiterlijk 30 november 2026 antwoord." in (
        asked.content.decode()
    )
    assert Proposal.objects.get().message == "Tot gauw"
    again = client.get(url("candidates", request)).content.decode()
    assert "Gevraagd, we wachten op antwoord" in again


def test_ask_with_a_foreign_id_is_an_error_at_the_field(cast: Cast) -> None:
    request = open_request(cast.school)
    answer = cast.client("leader").post(url("ask", request), {"professionals": ["999999", "x"]})
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_ask_says_why_somebody_does_not_fit_any_more(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna", vog=False)
    request = open_request(cast.school)
    answer = cast.client("leader").post(
        url("ask", request), {"professionals": [anna.pk]}, follow=True
    )
    assert "De VOG is nog niet gezien." in answer.content.decode()


def test_why_not_names_the_rule_and_what_would_help(cast: Cast) -> None:
    fitting(cast.provider, "Zoë van Dam", grid=0b10)
    fitting(cast.provider, "Zoran")
    request = open_request(cast.school)
    client = cast.client("leader")
    page = client.get(url("why_not", request), {"name": "zo"}).content.decode()
    assert "2 vakprofessionals gevonden" in page
    assert "Is vrij op 0 van de dagdelen die u noemt; u hebt er 1 per week nodig." in page
    assert "Het past wel als u ook maandagmiddag goedvindt." in page
    assert "Zoë van Dam" in client.get(url("why_not", request), {"name": "zoe"}).content.decode()


@pytest.mark.parametrize("name", ["", "x", "\x01", "²" * 200])
def test_why_not_survives_bad_names(cast: Cast, name: str) -> None:
    request = open_request(cast.school)
    assert cast.client("leader").get(url("why_not", request), {"name": name}).status_code == 200


def test_a_filled_request_leads_back_to_its_page(cast: Cast) -> None:
    request = open_request(cast.school, state="filled")
    answer = cast.client("leader").get(url("candidates", request))
    assert answer.headers["Location"] == reverse("schools:request", args=[request.pk])


@pytest.mark.parametrize("count", [2, 15])
def test_candidates_page_has_constant_queries(
    cast: Cast, count: int, django_assert_num_queries
) -> None:
    people = [fitting(cast.provider, f"P{number}") for number in range(count)]
    request = open_request(cast.school)
    proposals.ask(request, people[: count // 2], by=cast.leader, at=NOW)
    client = cast.client("leader")
    client.get(url("candidates", request))
    with django_assert_num_queries(40):
        client.get(url("candidates", request))


@pytest.mark.parametrize("count", [2, 9])
def test_why_not_asks_as_much_about_many_as_about_few(
    cast: Cast, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        fitting(cast.provider, f"Zoran {number}", vog=bool(number))
    request = open_request(cast.school)
    client = cast.client("leader")
    client.get(url("why_not", request), {"name": "zoran"})
    with django_assert_num_queries(35):
        page = client.get(url("why_not", request), {"name": "zoran"})
    assert len(page.context["found"]) == count


def test_a_school_asks_for_some_of_its_groups(cast: Cast) -> None:
    anna, bas = fitting(cast.provider, "Anna"), fitting(cast.other_provider, "Bas")
    request = open_request(cast.school)
    first, second = request.groups.get(), GroupFactory(school=cast.school)
    request.groups.add(second)
    client = cast.client("leader")
    form = client.get(url("candidates", request)).context["form"]
    assert form["groups"].initial == [first, second]

    none = client.post(url("ask", request), {"professionals": [anna.pk], "groups": []})
    assert list(none.context["form"].errors) == ["groups"]
    client.post(url("ask", request), {"professionals": [anna.pk], "groups": [first.pk]})
    proposal = Proposal.objects.get()
    assert proposal.asked_groups == [first]
    form = client.get(url("candidates", request)).context["form"]
    assert form["groups"].initial == [second]  # about the first somebody is thinking
    proposals.accept(proposal, by=None, at=NOW)

    page = client.get(url("candidates", request))
    assert "groups" not in page.context["form"].fields  # one is left
    assert f"Voor {first.label} heeft al iemand ja gezegd" in page.content.decode()
    client.post(url("ask", request), {"professionals": [bas.pk]})
    assert Proposal.objects.latest("pk").asked_groups == [second]


def test_the_school_reads_whom_it_asked_and_what_they_said(cast: Cast) -> None:
    anna, bas = fitting(cast.provider, "Anna"), fitting(cast.other_provider, "Bas")
    request = open_request(cast.school)
    client = cast.client("leader")
    assert "Al gevraagd" not in client.get(url("candidates", request)).content.decode()
    data = {"professionals": [anna.pk, bas.pk]}
    page = client.post(url("ask", request), data, follow=True)
    assert page.redirect_chain == [(url("candidates", request), 302)]
    asked = {each.professional.name: each for each in request.proposals.for_reading()}
    assert sorted(asked) == ["Anna", "Bas"]
    assert "Antwoordt uiterlijk maandag 30 november." in page.content.decode()
    for each in asked.values():
        assert reverse("matching:proposal", args=[each.pk]) in page.content.decode()

    proposals.decline(asked["Bas"], by=None, at=NOW, refusal="other_day")
    proposals.accept(asked["Anna"], by=None, at=NOW)
    page = client.get(url("candidates", request))
    states = [(card["professional"].name, card["asked"]) for card in page.context["cards"]]
    assert states == [("Anna", "accepted")]  # who said no is not offered again
    words = page.content.decode()
    assert "Een andere dag kan wel" in words
    assert "Ja gezegd" in words
    assert Placement.objects.get().get_absolute_url() in words


def test_one_group_is_not_asked_for(cast: Cast) -> None:
    fitting(cast.provider, "Anna")
    page = cast.client("leader").get(url("candidates", open_request(cast.school)))
    assert "groups" not in page.context["form"].fields


def test_a_school_sees_who_is_asked_and_who_stands_in_line_and_takes_somebody_out(
    cast: Cast,
) -> None:
    people = [fitting(cast.provider, name) for name in ("Anna", "Bas", "Carlo")]
    request = open_request(cast.school)
    client = cast.client("leader")
    data = {"professionals": [each.pk for each in people], "at_once": "1"}
    page = client.post(url("ask", request), data, follow=True).content.decode()
    assert "2 vakprofessionals staan in de rij en worden gevraagd zodra er plaats is." in page
    assert page.index("In de rij, in deze volgorde") < page.index(">Bas<") < page.index(">Carlo<")
    bas = request.proposals.get(professional__name="Bas")
    out = reverse("matching:withdraw", args=[bas.pk])
    assert "Uit de rij gehaald." in client.post(out, follow=True).content.decode()
    assert ">Staat in de rij<" in client.get(url("candidates", request)).content.decode()
    assert client.post(out).status_code == 403


@pytest.mark.parametrize("number", ["0", "11", "x", "-1"])
def test_a_strange_number_at_once_is_an_error_at_the_field(cast: Cast, number: str) -> None:
    anna, request = fitting(cast.provider, "Anna"), open_request(cast.school)
    data = {"professionals": [anna.pk], "at_once": number}
    assert cast.client("leader").post(url("ask", request), data).status_code == 422
    assert not Proposal.objects.exists()
