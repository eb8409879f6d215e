"""Pages behind a secret link: not kept, not found by search engines, not told to other sites."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse


def secret[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Send the headers that keep the address of the page a secret."""

    @wraps(view)
    def shown(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response: Any = view(*args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return shown
