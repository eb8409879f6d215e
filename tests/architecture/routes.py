"""Every route of the resolver, as values for tests that walk them all."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from andersom.access import WITHOUT_NAMESPACE, table


@dataclass(frozen=True, slots=True)
class Route:
    """``name`` is what `reverse` takes; a route without one has only its pattern."""

    namespace: str
    url_name: str
    pattern: str
    arguments: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.namespace}:{self.url_name}" if self.namespace else self.url_name

    @property
    def actors(self) -> frozenset[str]:
        rows = table().get(self.namespace or WITHOUT_NAMESPACE, {})
        return frozenset(rows.get(self.url_name, rows.get("*", [])))

    @property
    def key(self) -> str:
        """What a list of exceptions calls it."""
        return self.name if self.url_name else f"{self.namespace}:{self.pattern}"


def walk(
    resolver: URLResolver,
    namespace: str = "",
    before: str = "",
    given: frozenset[str] = frozenset(),
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        arguments = given | frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from walk(entry, entry.namespace or namespace, pattern, arguments)
        elif isinstance(entry, URLPattern):
            yield Route(namespace, entry.name or "", pattern, arguments)


def all_routes() -> list[Route]:
    return list(walk(get_resolver()))
