"""Refuses input that no browser sends and PostgreSQL takes nowhere, and logs every request.

Logs name the page that was asked for, never what stood in its address: addresses of ours hold keys
that let their reader answer or stop mail, and searches hold names.
"""

import logging
import re
from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware

NUL = "\0"
NUMBER = re.compile(r"<int:(\w+)>")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class CleanInputMiddleware:
    """Answers 400 to a NUL in path, query, headers, cookies or form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(NUL in text for text in texts(request)):
            raise BadRequest("NUL in input")
        return self.get_response(request)


class RequestLogMiddleware(RequestMiddleware):
    """A line when a request begins and ends, without what its address holds."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {route_of(request)}"


def texts(request: HttpRequest) -> Iterator[str]:
    """Every text a view could take from this request, decoded."""
    yield request.path
    yield request.path_info
    yield from (value for value in request.META.values() if isinstance(value, str))
    yield from request.COOKIES.values()
    for name, values in request.GET.lists():
        yield from (name, *values)
    if request.method == "POST" and request.content_type in FORM_TYPES:
        for name, values in request.POST.lists():
            yield from (name, *map(str, values))
        for name, file in request.FILES.items():
            yield from (name, str(getattr(file, "name", "")))


def route_of(request: HttpRequest) -> str:
    """The page with the numbers of its rows: "/berichten/17/open/", "/afmelden/<str:key>/"."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return "(no page)"
    return "/" + NUMBER.sub(lambda gap: str(match.kwargs[gap[1]]), match.route)


class RoutesOnly(logging.Filter):
    """Puts the page in place of the address in what Django logs about a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            known = {request.path, request.get_full_path()}
            record.args = tuple(
                route_of(request) if isinstance(one, str) and one in known else one
                for one in record.args
            )
        return True
