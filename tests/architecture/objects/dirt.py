"""What nobody types by accident, for every field and parameter that a page reads."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict

from tests.architecture.objects.backstage import admins
from tests.architecture.routes import Route

# Asked of every page; what a view reads itself is found while it reads, see `reading`.
PARAMETERS = ("q", "page", "order", "next")
DIRTY = (
    "'\"><script>",
    "²",
    "-1",
    "99999999999999999999",
    "0000-00-00",
    "\ud800".encode("utf-8", "replace").decode(),
    "a" * 5_000,
    "%00%ff",
    "2026-13-45",
    "é\u202e\ufeff",
    "1e309",
    "../../etc/passwd",
)
TURNS = 4  # so many times each field gets other dirt


def dirty(names: Sequence[str], turn: int) -> dict[str, str]:
    """Dirt for each field, another for neighbours and at each turn."""
    return {name: DIRTY[(number + 5 * turn) % len(DIRTY)] for number, name in enumerate(names)}


_names: list[set[str]] = []  # of whoever listens now


@contextmanager
def listening() -> Iterator[None]:
    """Makes `reading` possible. For many tests at once: CPython stops following the methods of a
    class that were replaced a thousand times.
    """

    def noting[T](look: Callable[[QueryDict, str], T]) -> Callable[[QueryDict, str], T]:
        def noted(query: QueryDict, name: str, *rest: Any) -> T:
            for names in _names:
                names.add(name)
            return look(query, name, *rest)

        return noted

    with pytest.MonkeyPatch.context() as patch:
        for look in ("__getitem__", "__contains__", "getlist"):
            inherited = getattr(MultiValueDict, look)
            patch.setattr(QueryDict, look, noting(inherited), raising=False)
        yield


@contextmanager
def reading() -> Iterator[set[str]]:
    """Fills with the names that are looked up in a query, or in what was posted, meanwhile."""
    names: set[str] = set()
    _names.append(names)
    try:
        yield names
    finally:
        _names.pop()


def of_changelist(route: Route) -> set[str]:
    """What the list of a model in the admin narrows by."""
    found = admins()[route.url_name.removesuffix("_changelist")]
    names: set[str] = set()
    for one in found.list_filter:
        if isinstance(one, type):  # a filter of our own
            names.add(one.parameter_name)
        else:
            field = one if isinstance(one, str) else one[0]
            names |= {f"{field}{end}" for end in ("__exact", "__gte", "__isnull")}
    if found.date_hierarchy:
        names |= {f"{found.date_hierarchy}__{part}" for part in ("year", "month", "day")}
    return names | {"o", "p", "all", "_facets", "_popup", "_to_field"}


def fields_of(page: HttpResponse) -> list[str]:
    """Names of all form fields on a page."""
    found: list[str] = []
    for value in values_of(getattr(page, "context", None)):
        if isinstance(value, BaseForm):
            found += [bound.html_name for bound in value]
        elif isinstance(value, BaseFormSet):
            found += [bound.html_name for form in value for bound in form]
    return list(dict.fromkeys(found))


def values_of(contexts: Any) -> Iterator[Any]:
    for context in contexts or ():
        for layer in getattr(context, "dicts", [context]):
            yield from layer.values()
