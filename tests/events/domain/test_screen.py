"""As many cards on a sheet as can be read from ten metres, in the largest letters they fit in."""

import pytest

from events.domain import screen
from events.models import Event
from tests.factories.events import EventFactory, ExpectationFactory

pytestmark = pytest.mark.django_db


def hang(event: Event, *lengths: int) -> list[tuple[int, str]]:
    for length in lengths:
        ExpectationFactory(event=event, text="a" * length)
    return [(len(sheet.cards), sheet.size) for sheet in screen.sheets(event)]


@pytest.mark.parametrize(
    ("lengths", "sheets"),
    [
        ((), []),
        ((50,), [(1, "short")]),
        ((50,) * 6, [(6, "short")]),
        ((50,) * 7, [(6, "short"), (1, "short")]),
        ((51,) * 6, [(6, "middle")]),
        ((85, 86), [(2, "long")]),
        ((140,) * 5, [(4, "long"), (1, "long")]),
        ((141,), [(1, "longest")]),
        ((200,) * 4, [(4, "longest")]),
    ],
)
def test_letters_shrink_by_steps(lengths: tuple[int, ...], sheets: list[tuple[int, str]]) -> None:
    assert hang(EventFactory(), *lengths) == sheets


def test_short_cards_come_first_and_keep_large_letters() -> None:
    sheets = hang(EventFactory(), 200, 20, 200, 20, 20, 20, 20, 20)
    assert sheets == [(6, "short"), (2, "longest")]
