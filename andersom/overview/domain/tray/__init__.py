"""The work tray: for each hat an ordered tuple of questions, most urgent first."""

from datetime import datetime

from andersom.accounts.hats import TEAM, Hat

from . import professional, provider, school, team, training
from .item import Item, Source

__all__ = ["SOURCES", "Item", "Source", "items", "of_team"]

SOURCES: dict[str, tuple[Source, ...]] = {
    "team": (*team.SOURCES, *training.TEAM),
    "provider": provider.SOURCES,
    "school": school.SOURCES,
    "professional": (*professional.SOURCES, *training.TRAINEE),
    "trainer": training.TRAINER,
}


def items(hat: Hat, at: datetime) -> list[Item]:
    """What waits under this hat; empty when nothing does."""
    return [item for ask in SOURCES.get(hat.kind, ()) for item in ask(hat, at)]


def of_team(at: datetime) -> list[Item]:
    """The team's tray: the same for all of them, whichever hat is worn."""
    return items(Hat(TEAM, 0, "", ""), at)
