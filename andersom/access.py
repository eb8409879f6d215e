"""Who may use which route. Deny by default: a route without a line in access.toml is closed.

The table knows actors: ``public`` (everybody), ``user`` (signed in) and the kinds of hats
(``provider``, ``professional``, ``school``, ``team`` ...). Which *objects* somebody sees is not
decided here but by ``visible_to`` in the views.
"""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)
TABLE = Path(__file__).with_name("access.toml")
WITHOUT_NAMESPACE = "-"  # allauth's and Django's own routes, where a second step is set up
METHODS = ("GET", "HEAD", "POST")


@cache
def table() -> dict[str, dict[str, list[str]]]:
    """Namespace → route → actors, as written in access.toml."""
    return tomllib.loads(TABLE.read_text())


def actors_of(match: ResolverMatch) -> list[str]:
    """The actors that may use a route; empty when the table has no line for it."""
    rows = table().get(match.namespace or WITHOUT_NAMESPACE, {})
    return rows.get(match.url_name or "", rows.get("*", []))


class AccessMiddleware:
    """Refuses before any view runs; must stand after the hats and allauth."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        assert match is not None
        allowed = set(actors_of(match))
        if not allowed:
            return refuse(request, match)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if "public" in allowed:
            return None
        return judge(request, match, allowed)


def judge(request: HttpRequest, match: ResolverMatch, allowed: set[str]) -> HttpResponse | None:
    """Signed in, with the second step that staff need, and with a hat that fits."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if match.namespace and request.user.is_staff and not is_mfa_enabled(request.user):
        messages.info(request, _("First set up a second step for signing in."))
        return redirect("mfa_activate_totp")
    if not allowed & (request.hats.kinds | {"user"}):  # type: ignore[attr-defined]
        return refuse(request, match)
    return None


def refuse(request: HttpRequest, match: ResolverMatch) -> HttpResponse:
    """Log the attempt by number, never by name or address of the page, and say 403."""
    log.warning("refused", route=match.view_name, user=request.user.pk)
    raise PermissionDenied
