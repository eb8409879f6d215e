"""Rounds side by side: one room at a time, as many as the room holds."""

import pytest

from events.domain import rounds
from events.domain.refusals import Refused
from tests.factories.events import (
    ENDS,
    NOW,
    EventFactory,
    ItemFactory,
    RegistrationFactory,
    between,
)

pytestmark = pytest.mark.django_db


def refusal(act: object) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def test_rounds_are_chosen_and_changed() -> None:
    event = EventFactory()
    one, beside = ItemFactory.create_batch(2, event=event, round=True)
    later = ItemFactory(event=event, round=True, during=between(1, 2))
    visitor = RegistrationFactory(event=event)
    rounds.choose(visitor, [one.pk, later.pk], by=None, at=NOW)
    rounds.choose(visitor, [beside.pk, later.pk], by=None, at=NOW)
    assert set(visitor.choices.values_list("item", flat=True)) == {beside.pk, later.pk}
    taken = dict(event.items.values_list("pk", "taken"))
    assert taken == {one.pk: 0, beside.pk: 1, later.pk: 1}


def test_a_full_round_says_which_is_still_free() -> None:
    event = EventFactory()
    full = ItemFactory(event=event, round=True, room__capacity=1, title="Vol")
    ItemFactory(event=event, round=True, title="Vrij")
    first, second = RegistrationFactory.create_batch(2, event=event)
    rounds.choose(first, [full.pk], by=None, at=NOW)
    refused = refusal(lambda: rounds.choose(second, [full.pk], by=None, at=NOW))
    assert (refused.code, refused.params) == ("round_full", {"round": "Vol", "free": "Vrij"})
    assert "Vrij" in refused.text
    rounds.choose(first, [full.pk], by=None, at=NOW)


@pytest.mark.parametrize(("state", "code"), [("waiting", "no_place"), ("cancelled", "no_place")])
def test_only_who_has_a_place_chooses(state: str, code: str) -> None:
    item = ItemFactory(round=True)
    visitor = RegistrationFactory(event=item.event, **{state: True})
    assert refusal(lambda: rounds.choose(visitor, [item.pk], by=None, at=NOW)).code == code
    coming = RegistrationFactory(event=item.event)
    assert refusal(lambda: rounds.choose(coming, [item.pk], by=None, at=ENDS)).code == "no_place"


def test_other_rounds_and_two_at_once_are_refused_and_nothing_changes() -> None:
    event = EventFactory()
    one = ItemFactory(event=event, round=True)
    half = ItemFactory(event=event, round=True, during=between(0.5, 1.5))
    plain, elsewhere = ItemFactory(event=event), ItemFactory(round=True)
    visitor = RegistrationFactory(event=event)
    rounds.choose(visitor, [one.pk], by=None, at=NOW)
    for wanted, code in (
        ([one.pk, half.pk], "rounds_overlap"),
        ([plain.pk], "round_unknown"),
        ([elsewhere.pk], "round_unknown"),
    ):
        assert refusal(lambda w=wanted: rounds.choose(visitor, w, by=None, at=NOW)).code == code
    assert visitor.choices.get().item == one
