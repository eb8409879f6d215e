"""Error pages in the house style; they say what to do next and nothing about the inside.

A page in the house style asks who is looking, and so the database. When that fails too, a page
that needs nothing takes its place.
"""

import sys

import redis
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

# PostgreSQL or Redis starts again, or somebody holds a lock for longer than a page waits.
PASSING = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)
SECONDS = 30  # after which a program may come again


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Also what is larger than `DATA_UPLOAD_MAX_MEMORY_SIZE`, which was not read at all."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, "413.html", 413)
    return answer(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(request, "403_csrf.html", 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Of what we lean on and what is busy or away for a moment, it says to try again."""
    if isinstance(sys.exception(), PASSING):
        again = {"Retry-After": str(SECONDS)}
        return HttpResponse(render_to_string("503.html"), status=503, headers=again)
    return HttpResponse(render_to_string("500.html"), status=500)


def answer(request: HttpRequest, template: str, status: int) -> HttpResponse:
    try:
        return render(request, template, status=status)
    except Exception:  # an error page never brings an error of its own
        return HttpResponse(render_to_string("500.html"), status=status)
