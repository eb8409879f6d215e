"""Pages behind a visitor's secret link: the link is the key, and it stays a secret."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from events.models import Registration

View = Callable[..., HttpResponse]


def secret(view: View) -> View:
    """Hand the registration of the key to ``view(request, registration, ...)``, or answer 404.

    The page is kept by no cache, found by no search engine, and its address told to no other site.
    """

    @wraps(view)
    def shown(request: HttpRequest, key: str, **rest: Any) -> HttpResponse:
        known = Registration.objects.select_related("event", "user", "provider", "school")
        response = view(request, get_object_or_404(known, key=key), **rest)
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return shown
