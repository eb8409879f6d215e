"""Puts the hats of the signed-in person on the request, found once and only when asked for."""

from collections.abc import Callable
from functools import cached_property

from django.http import HttpRequest, HttpResponse

from andersom.accounts.hats import Hat, hats_of

SESSION_KEY = "hat"


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
        if not self.all:  # also keeps the session untouched for visitors, so pages stay cacheable
            return None
        chosen = self._request.session.get(SESSION_KEY)
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
            self._request.session[SESSION_KEY] = hat.key
            self.__dict__["worn"] = hat
        return hat


class HatMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hats = Wardrobe(request)  # type: ignore[attr-defined]
        return self.get_response(request)
