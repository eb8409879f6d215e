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
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)
TABLE = Path(__file__).with_name("access.toml")
WITHOUT_NAMESPACE = "-"


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
        assert request.resolver_match is not None
        allowed = set(actors_of(request.resolver_match))
        if "public" in allowed:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        kinds = request.hats.kinds | {"user"}  # type: ignore[attr-defined]
        entitled = allowed & kinds
        if not entitled:
            log.warning("refused", route=request.resolver_match.view_name, user=request.user.pk)
            raise PermissionDenied
        if entitled == {"team"} and not is_mfa_enabled(request.user):
            messages.info(request, _("First set up a second step for signing in."))
            return redirect("mfa_activate_totp")
        return None
