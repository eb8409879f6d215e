"""The wall: who may hang when, what is kept of a card, and which cards belong together."""

from datetime import timedelta
from typing import Any

import pytest

from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from events.domain import print as paper
from events.domain import wall
from events.domain.refusals import Refused
from events.models import Expectation
from tests.factories.events import (
    ENDS,
    NOW,
    EventFactory,
    ExpectationFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda error: error.code == code and bool(error.text))


def texts(cards: object) -> set[str]:
    return {card.text for card in cards}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("traits", "later", "opened"),
    [
        ({}, timedelta(), True),
        ({"closed": True}, timedelta(), True),
        ({"closed": True}, ENDS - NOW + timedelta(hours=23), True),
        ({"closed": True}, ENDS - NOW + timedelta(hours=24), False),
        ({"draft": True}, timedelta(), False),
        ({"cancelled": True}, timedelta(), False),
        ({"reported": True}, timedelta(), False),
    ],
)
def test_wall_is_open_from_publishing_until_a_day_after(
    traits: dict[str, bool], later: timedelta, opened: bool
) -> None:
    event = EventFactory(**traits)
    assert wall.is_open(event, NOW + later) is opened
    if opened:
        assert wall.post(event, "Een netwerk", at=NOW + later).pk
    else:
        with refused("wall_closed"):
            wall.post(event, "Een netwerk", at=NOW + later)
        assert not Expectation.objects.exists()


def test_a_card_waits_or_hangs_as_the_event_says() -> None:
    looked_at, trusting = EventFactory(), EventFactory(cards_first_looked_at=False)
    assert wall.post(looked_at, "a", at=NOW).state == "waiting"
    assert wall.post(trusting, "b", at=NOW).state == "shown"


def test_nothing_tells_whose_a_card_is() -> None:
    kept = {field.name for field in Expectation._meta.get_fields()}
    assert kept == {"id", "event", "text", "state", "theme"}
    card = wall.post(EventFactory(), "Ik wil weten wat scholen nodig hebben", at=NOW)
    wall.judge(card, "show")
    assert not Move.objects.exists()


def test_cards_are_not_kept_in_the_order_of_writing() -> None:
    event = EventFactory(cards_first_looked_at=False)
    written = [wall.post(event, f"kaart {number}", at=NOW).pk for number in range(20)]
    assert [card.pk for card in event.expectations.all()] == sorted(written)
    assert written != sorted(written)


def test_judging_twice_is_an_illegal_move_and_a_card_can_come_back() -> None:
    card = ExpectationFactory(state="waiting")
    wall.judge(card, "show")
    with pytest.raises(IllegalMove):
        wall.judge(card, "show")
    wall.judge(card, "hide")
    assert wall.judge(card, "show").state == "shown"
    Expectation.objects.all().delete()
    with refused("card_gone"):
        wall.judge(card, "show")


def test_themes_take_cards_and_give_them_back() -> None:
    event = EventFactory()
    card, hidden = ExpectationFactory(event=event), ExpectationFactory(event=event, state="hidden")
    theme = wall.add_theme(event, "Netwerk")
    wall.put(event, str(card.pk), theme.pk)
    wall.put(event, str(hidden.pk), theme.pk)
    [column] = wall.columns(event)
    assert column.cards == [card]  # type: ignore[attr-defined]
    assert wall.loose(event) == []
    wall.remove(theme)
    assert wall.loose(event) == [card]


def test_a_name_of_a_theme_exists_once() -> None:
    event = EventFactory()
    theme = wall.add_theme(event, "Netwerk")
    with refused("theme_twice"):
        wall.add_theme(event, "Netwerk")
    other = wall.add_theme(event, "Subsidie")
    with refused("theme_twice"):
        wall.rename(other, "Netwerk")
    assert wall.rename(theme, "Netwerken").title == "Netwerken"


def test_a_card_or_theme_of_another_event_is_gone() -> None:
    event, card, theme = EventFactory(), ExpectationFactory(), ThemeFactory()
    with refused("card_gone"):
        wall.put(event, str(card.pk), None)
    with refused("card_gone"):
        wall.put(card.event, str(card.pk), theme.pk)


def test_suggestions_group_cards_by_a_word_in_common() -> None:
    event = EventFactory()
    written = [
        "Mijn netwerk vergroten",
        "Nieuwe netwerken met andere aanbieders",
        "Een groter netwerk",
        "Subsidies van de gemeente leren kennen",
        "Welke subsidie past bij ons?",
        "Koffie",
    ]
    for text in written:
        ExpectationFactory(event=event, text=text)
    found = wall.suggestions(event)
    assert [(one.word, texts(one.cards)) for one in found[:2]] == [
        ("Netwerk", set(written[:3])),
        ("Subsidie", set(written[3:5])),
    ]
    assert not any("Koffie" in texts(one.cards) for one in found)


def test_suggestions_leave_grouped_and_hidden_cards_alone() -> None:
    event = EventFactory()
    theme = ThemeFactory(event=event)
    ExpectationFactory(event=event, text="netwerk een", theme=theme)
    ExpectationFactory(event=event, text="netwerk twee", state="hidden")
    ExpectationFactory(event=event, text="netwerk drie")
    assert wall.suggestions(event) == []


def test_paper_holds_what_hangs_by_theme() -> None:
    event = EventFactory()
    theme = ThemeFactory(event=event, title="Netwerk")
    ExpectationFactory(event=event, text="samen", theme=theme)
    ExpectationFactory(event=event, text="los")
    ExpectationFactory(event=event, text="weg", state="hidden")
    values = paper.wall_values(event, "a3")
    assert [one["cards"] for one in values["themes"]] == [["samen"], ["los"]]
    assert paper.wall_pdf(event, "a3").startswith(b"%PDF-")
