"""The wall as a visitor, the big screen and the team see it."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events.models import Event, Expectation
from tests.factories.events import NOW, EventFactory, ExpectationFactory, ThemeFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def event() -> Event:
    return EventFactory()


def url(name: str, event: Event, *args: object) -> str:
    return reverse(f"events:{name}", args=[event.slug, *args])


def hang(client: Client, event: Event, text: str) -> object:
    return client.post(url("wall", event), {"text": text})


def test_everybody_hangs_a_card_which_waits_to_be_looked_at(client: Client, event: Event) -> None:
    response = client.post(
        url("wall", event), {"text": "  Een  netwerk \n van makers "}, follow=True
    )
    card = Expectation.objects.get()
    assert (card.text, card.state) == ("Een netwerk van makers", "waiting")
    assert "Een netwerk van makers" not in response.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "<b>vet</b>", "<script>alert(1)</script>"])
def test_a_bad_card_is_refused_and_what_was_typed_stays(
    client: Client, event: Event, text: str
) -> None:
    response = client.post(url("wall", event), {"text": text})
    assert response.status_code == 422
    assert response.context["form"].errors["text"]
    assert response.context["form"]["text"].value() == text
    assert not Expectation.objects.exists()


def test_a_closed_wall_refuses_and_keeps_what_was_typed(client: Client) -> None:
    event = EventFactory(reported=True)
    response = client.post(url("wall", event), {"text": "te laat"})
    assert response.status_code == 422
    assert response.context["form"]["text"].value() == "te laat"


def test_markup_in_a_card_is_only_words(client: Client, event: Event) -> None:
    ExpectationFactory(event=event, text="<img src=x onerror=alert(1)>")
    for name in ("wall", "screen"):
        page = client.get(url(name, event)).content.decode()
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page


def test_a_draft_has_no_wall_for_strangers(client: Client) -> None:
    event = EventFactory(draft=True)
    for name in ("wall", "screen", "wall_print"):
        assert client.get(url(name, event)).status_code == 404
    assert hang(client, event, "x").status_code == 404  # type: ignore[attr-defined]


def test_a_flood_of_cards_is_slowed_down(client: Client, event: Event) -> None:
    cache.clear()
    for number in range(120):
        assert hang(client, event, f"kaart {number}").status_code == 302  # type: ignore[attr-defined]
    response = hang(client, event, "nog een")
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert Expectation.objects.count() == 120
    cache.clear()


def test_the_screen_turns_over_sheets_of_six(client: Client, event: Event) -> None:
    theme = ThemeFactory(event=event, title="Netwerk")
    ExpectationFactory.create_batch(9, event=event, theme=theme)
    ExpectationFactory(event=event, text="los")
    seen, address = [], url("screen", event)
    for _turn in range(4):
        context = client.get(address).context
        seen.append((context["sheet"].title, len(context["sheet"].cards)))
        address = context["next"]
    assert seen == [("Netwerk", 6), ("Netwerk", 3), ("", 1), ("Netwerk", 6)]


def test_htmx_gets_only_the_sheet(client: Client, event: Event) -> None:
    page = client.get(url("screen", event), headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith("<main")


@pytest.mark.parametrize("sheet", ["0", "-1", "99", "x", ""])
def test_the_screen_knows_no_wrong_sheet(client: Client, event: Event, sheet: str) -> None:
    assert client.get(url("screen", event), {"blad": sheet}).status_code == 200


def test_the_team_shows_and_hides(cast: Cast, event: Event) -> None:
    client = cast.client("team")
    one, two = ExpectationFactory.create_batch(2, event=event, state="waiting")
    client.post(url("moderate", event), {"show": one.pk})
    client.post(url("moderate", event), {"hide": two.pk})
    states = dict(event.expectations.values_list("pk", "state"))
    assert states == {one.pk: "shown", two.pk: "hidden"}
    client.post(url("moderate", event), {"show": two.pk})
    assert client.post(url("moderate", event), {"show": "geen nummer"}).status_code == 302
    ExpectationFactory(event=event, state="waiting")
    client.post(url("moderate", event), {"all": "1"})
    assert set(event.expectations.values_list("state", flat=True)) == {"shown"}


def test_grouping_by_form_and_by_htmx(cast: Cast, event: Event) -> None:
    client = cast.client("team")
    card = ExpectationFactory(event=event)
    client.post(url("sort_wall", event), {"title": "Netwerk"})
    [theme] = event.themes.all()
    where = {"card": card.pk, "theme": theme.pk}
    assert client.post(url("put_card", event), where).status_code == 302
    assert event.expectations.get().theme == theme
    back = {"card": card.pk, "theme": ""}
    board = client.post(url("put_card", event), back, headers={"HX-Request": "true"})
    assert 'id="bord"' in board.content.decode()
    assert event.expectations.get().theme is None


@pytest.mark.parametrize("where", [{"card": "x"}, {"theme": "1"}, {"card": "", "theme": "y"}])
def test_a_card_that_is_gone_is_said(cast: Cast, event: Event, where: dict[str, str]) -> None:
    response = cast.client("team").post(url("put_card", event), where, follow=True)
    assert [str(message.level_tag) for message in response.context["messages"]] == ["warning"]


def test_a_suggestion_becomes_a_theme(cast: Cast, event: Event) -> None:
    client = cast.client("team")
    cards = [ExpectationFactory(event=event, text=f"netwerk {name}") for name in ("een", "twee")]
    [one] = client.get(url("sort_wall", event)).context["suggestions"]
    assert set(one.cards) == set(cards)
    foreign = ExpectationFactory()
    values = {"title": "Netwerk", "cards": [card.pk for card in cards]}
    client.post(url("adopt_theme", event), values)
    assert event.themes.get().expectations.count() == 2
    client.post(url("adopt_theme", event), {"title": "Ander", "cards": [foreign.pk]})
    assert event.themes.count() == 1


def test_a_theme_is_renamed_and_removed(cast: Cast, event: Event) -> None:
    client, theme = cast.client("team"), ThemeFactory(event=event, title="Netwerk")
    ThemeFactory(event=event, title="Bezet")
    here = url("theme", event, theme.pk)
    assert client.post(here, {"title": "Bezet"}).status_code == 422
    client.post(here, {"title": "Samen"})
    theme.refresh_from_db()
    assert theme.title == "Samen"
    client.post(here, {"remove": "1"})
    assert event.themes.count() == 1


@pytest.mark.parametrize("cards", [3, 30])
def test_queries_do_not_grow_with_the_cards(
    cards: int,
    client: Client,
    event: Event,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _theme in range(cards // 3):
        ExpectationFactory.create_batch(2, event=event, theme=ThemeFactory(event=event))
        ExpectationFactory(event=event)
    with django_assert_num_queries(4):
        client.get(url("wall", event))
    with django_assert_num_queries(4):
        client.get(url("screen", event))


def test_paper_is_a_pdf_in_two_sizes(client: Client, event: Event) -> None:
    ExpectationFactory(event=event)
    for paper in ("a4", "a3", "a0"):
        response = client.get(url("wall_print", event), {"papier": paper})
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")
