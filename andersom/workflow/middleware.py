"""A form that is sent twice does its work once: double click, htmx repeat, back button."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from andersom.workflow import domain

FIELD = "once"
LONGEST = 64
UNTYPED = {FIELD, "csrfmiddlewaretoken"}


class OnceMiddleware:
    """Holds the one-time key of a form (``{% form_key %}``) against those its user sent before.

    Stands after whatever refuses a request. The view runs inside the transaction that keeps the
    key, so work and key stand or fall together. Only an answer that redirects uses the key up: a
    page with errors can be sent again. What was typed belongs to the key: whoever goes back and
    sends other words is heard, and does not lose them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        key = key_of(request)
        if not key:
            return None
        done: list[HttpResponse] = []

        def act() -> str:
            done.append(view(request, *args, **kwargs))
            return place(done[0])

        try:
            answer = domain.once(request.user, key, act, at=timezone.now())
        except OperationalError as error:
            if done or domain.sqlstate(error) != domain.LOCK_TIMEOUT:
                raise
            text = _("This form was sent already and is being worked on. Look again in a moment.")
            return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
        return done[0] if done else repeat(request, answer)


def key_of(request: HttpRequest) -> str:
    """The key of what was sent, of `UsedKey.key`'s length; empty when the form has none."""
    given = request.POST.get(FIELD, "")
    if not given or len(given) > LONGEST:
        return ""
    words = [(name, words) for name, words in request.POST.lists() if name not in UNTYPED]
    files = [
        (name, file.name, file.size)
        for name in request.FILES
        for file in request.FILES.getlist(name)
    ]
    sent = repr((given, request.path, sorted(words), sorted(files)))
    return hashlib.sha256(sent.encode("utf-8", "replace")).hexdigest()


def place(response: HttpResponse) -> str:
    """Where an answer sends the browser, plain or by htmx; empty when it stays."""
    if isinstance(response, HttpResponseRedirect):
        return response.url
    return response.headers.get("HX-Redirect", "")


def repeat(request: HttpRequest, answer: str) -> HttpResponse:
    """The answer that the first sending got."""
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(answer)
    return HttpResponseRedirect(answer)
