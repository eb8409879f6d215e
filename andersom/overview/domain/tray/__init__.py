"""The work tray: for each hat an ordered tuple of questions, most urgent first."""

from datetime import datetime

from andersom.accounts.hats import TEAM, Hat
from andersom.accounts.models import User

from . import professional, provider, school, team
from .item import Item, Source

__all__ = ["SOURCES", "Item", "Source", "items", "of_team"]

SOURCES: dict[str, tuple[Source, ...]] = {
    "team": team.SOURCES,
    "provider": provider.SOURCES,
    "school": school.SOURCES,
    "professional": professional.SOURCES,
}


def items(hat: Hat, user: User, at: datetime) -> list[Item]:
    """What waits under this hat; empty when nothing does."""
    return [item for ask in SOURCES.get(hat.kind, ()) for item in ask(hat, user, at)]


def of_team(user: User, at: datetime) -> list[Item]:
    """The team's tray, whichever hat is worn: the admin is only theirs."""
    return items(Hat(TEAM, 0, "", ""), user, at)
