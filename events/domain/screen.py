"""The wall on a big screen: so few cards at a time that all are read from ten metres."""

from collections.abc import Iterable
from dataclasses import dataclass

from events.domain import wall
from events.models import Event, Expectation


@dataclass(frozen=True, slots=True)
class Step:
    """So many cards on a sheet of the big screen, when no text is longer than ``longest``."""

    cards: int
    longest: int


# From large letters to small ones: what is readable from ten metres at 1920 by 1080.
STEPS = {"short": Step(6, 50), "middle": Step(6, 85), "long": Step(4, 140), "longest": Step(4, 200)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What hangs on the big screen at one time: cards of one theme (empty: of none). ``size`` is a
    key of `STEPS`, which the style sheet gives its letters and columns.
    """

    title: str
    cards: tuple[Expectation, ...]
    size: str


def sheets(event: Event) -> list[Sheet]:
    """The wall in sheets for the big screen: theme by theme, then the loose cards."""
    groups = [(theme.title, theme.cards) for theme in wall.columns(event)]  # type: ignore[attr-defined]
    groups.append(("", wall.loose(event)))
    return [sheet for title, cards in groups for sheet in _sheets(title, cards)]


def _sheets(title: str, cards: list[Expectation]) -> Iterable[Sheet]:
    """Short cards first, so that a long one does not make all letters small."""
    rest = sorted(cards, key=lambda card: (len(card.text), card.pk))
    while rest:
        size = next(name for name, step in STEPS.items() if _fits(rest, step))
        many = STEPS[size].cards
        yield Sheet(title, tuple(rest[:many]), size)
        rest = rest[many:]


def _fits(cards: list[Expectation], step: Step) -> bool:
    """Whether the next sheet holds no text that is too long; ``cards`` stand by length."""
    return len(cards[: step.cards][-1].text) <= step.longest
