"""Hats: the roles a person can wear. Apps register who finds theirs; accounts knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from andersom.accounts.models import User

TEAM = "team"


@dataclass(frozen=True, slots=True)
class Hat:
    """One role of one person, such as leader of one school."""

    kind: str
    object_id: int
    label: str
    role: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.object_id}"


Finder = Callable[[User], Iterable[Hat]]
_finders: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Called from an app's ``ready()``; ``kind`` is also the actor's name in access.toml."""
    _finders[kind] = finder


def kinds() -> list[str]:
    return [*_finders, TEAM]


def hats_of(user: User) -> list[Hat]:
    """All hats of a signed-in person, the project team's first."""
    team = [Hat(TEAM, 0, "Andersom", "staff")] if user.is_staff else []
    return team + [hat for find in _finders.values() for hat in find(user)]
