"""Refuses input that no browser sends and PostgreSQL takes nowhere."""

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NUL = "\0"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class CleanInputMiddleware:
    """Answers 400 to a NUL in path, query, headers, cookies or form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(NUL in text for text in texts(request)):
            raise BadRequest("NUL in input")
        return self.get_response(request)


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
