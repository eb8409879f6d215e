"""What a request knows about the person: hats, language, and whether the session still lives."""

import time
from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from andersom.accounts.domain import people
from andersom.accounts.hats import Hat, hats_of
from andersom.accounts.models import User

HAT_KEY = "hat"
SEEN_KEY = "seen"
SEEN_STEP = 60  # seconds between two writes of the moment somebody was last seen

GetResponse = Callable[[HttpRequest], HttpResponse]


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


class HatMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hats = Wardrobe(request)  # type: ignore[attr-defined]
        return self.get_response(request)


class IdleMiddleware:
    """Ends a session that nobody used for a while; the project team's sooner."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.judge(request, request.user, int(time.time()))
        return self.get_response(request)

    @staticmethod
    def judge(request: HttpRequest, user: User, now: int) -> None:
        """Sign out after too long a silence, else note that somebody is there."""
        seen = request.session.get(SEEN_KEY, now)
        if now - seen > idle_seconds(user):
            logout(request)
            messages.info(request, _("You were signed out, because you were away for a while."))
        elif SEEN_KEY not in request.session or now - seen >= SEEN_STEP:
            request.session[SEEN_KEY] = now


def idle_seconds(user: User) -> int:
    minutes = settings.IDLE_MINUTES_TEAM if user.is_staff else settings.IDLE_MINUTES
    return int(minutes * 60)


class LanguageMiddleware:
    """Speaks the language a person chose, on every device; remembers a new choice."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if settings.SESSION_COOKIE_NAME in request.COOKIES and user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.url_name == "set_language" and request.user.is_authenticated:
            self.remember(request.user, response)
        return response

    @staticmethod
    def remember(user: User, response: HttpResponse) -> None:
        """Django's own view judged the choice and put it in the cookie."""
        chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen:
            people.speak(user, chosen.value)
