"""What the desks have in common: a batch of readers in, letters out."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from django.db.models import QuerySet

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.matching.models import Shown
from andersom.notifications.domain import Letter, preferences
from andersom.notifications.kinds import Topic
from andersom.overview.models import Edition


@dataclass(frozen=True, slots=True)
class Post:
    """What a batch of readers is told, and which matches they have then seen."""

    letters: list[Letter] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)


class Desk(ABC):
    """Writes for one audience in one round; ``batch`` readers at a time, to keep memory flat.

    What all readers share is read once, when the first of them is there.
    """

    batch: ClassVar[int] = 500

    def __init__(self, edition: Edition, *, at: datetime) -> None:
        self.edition = edition
        self.at = at

    @property
    def today(self) -> date:
        return local_date(self.at)

    def readers(self) -> QuerySet[User]:
        """Who gets this round, in the order in which they are taken."""
        everybody = self.audience().filter(is_active=True)
        chosen = preferences.with_rhythm(everybody, Topic.DIGEST, self.edition.rhythm)
        return chosen.order_by("pk")

    @abstractmethod
    def audience(self) -> QuerySet[User]:
        """Everybody for whom this desk writes, whatever they chose; each once."""

    @abstractmethod
    def write(self, users: Sequence[User]) -> Post:
        """What is new for these readers; nothing for whom nothing is."""
