"""Hats: the roles a person can wear. Apps register who finds theirs; accounts knows none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from andersom.accounts.models import User

TEAM = "team"
TEAM_GROUP = "Projectteam"  # the Django group with what the team may do in the admin
HAT_KEY = "hat"  # in the session


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
    team = [Hat(TEAM, 0, "Andersom", _("project team"))] if user.is_staff else []
    return team + [hat for find in _finders.values() for hat in find(user)]


class Wardrobe:
    """The hats of one request: ``all``, the one ``worn`` now, and one ``of`` a kind."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def all(self) -> list[Hat]:
        user = self._request.user
        return hats_of(user) if user.is_authenticated else []

    @cached_property
    def worn(self) -> Hat | None:
        if not self.all:  # leaves the session of visitors alone, so pages stay cacheable
            return None
        chosen = self._request.session.get(HAT_KEY)
        return next((hat for hat in self.all if hat.key == chosen), self.all[0])

    @property
    def kinds(self) -> set[str]:
        return {hat.kind for hat in self.all}

    def of(self, kind: str) -> Hat | None:
        """The worn hat when it is of this kind, else the first of that kind."""
        if self.worn and self.worn.kind == kind:
            return self.worn
        return next((hat for hat in self.all if hat.kind == kind), None)

    def wear(self, key: str) -> Hat | None:
        """Change hats; an unknown key changes nothing and gives None."""
        hat = next((hat for hat in self.all if hat.key == key), None)
        if hat:
            self._request.session[HAT_KEY] = hat.key
            self.__dict__["worn"] = hat
        return hat

    def look_again(self) -> None:
        """Forget what was found: the person or what belongs to her has just changed."""
        self.__dict__.pop("all", None)
        self.__dict__.pop("worn", None)


class PersonRequest(HttpRequest):
    """For annotations: what a view gets on a route that only signed-in people may use."""

    user: User
    hats: Wardrobe
