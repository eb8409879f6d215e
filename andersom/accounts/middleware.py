"""What a request knows about the person: hats, language, and whether the session still lives."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from andersom.accounts.domain import people
from andersom.accounts.hats import Wardrobe
from andersom.accounts.models import User

SEEN_KEY = "seen"
SEEN_STEP = 60  # seconds between two writes of the moment somebody was last seen

GetResponse = Callable[[HttpRequest], HttpResponse]


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
