"""Every route × every actor × GET, HEAD and POST × own and foreign object.

What is expected follows from access.toml and from whose object it is; `objects` brings an object
for each route that asks for one, and names the exceptions with their reason.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import people
from tests.architecture import objects, watch
from tests.architecture.objects import OURS, SIDES, World
from tests.architecture.routes import Route, all_routes

pytestmark = pytest.mark.django_db

ROUTES = [route for route in all_routes() if route.url_name]
METHODS = ("get", "head", "post")
WORKS = {200, 302, 400, 405}  # 400: a POST without what it needs; 405: not for this method
SIGNED_OUT = {"anonymous", "deactivated"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
KEPT_NOWHERE = "no-store"


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """Ten thousand refusals need no line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(cast: people.Cast) -> World:
    return objects.build(cast)


class Visitor:
    """One actor with a browser that forgets every request it made."""

    def __init__(self, name: str, world: World, *, csrf: bool = False) -> None:
        self.name, self.world = name, world
        self.client: Client = world.cast.client(name, csrf=csrf)
        self.cookies = self.client.cookies.output()
        if name not in {"anonymous", "deactivated"}:
            self.client.get("/robots.txt")  # so that the session is known before we watch

    @contextmanager
    def visiting(self, method: str, address: str, data: object = None) -> Iterator[HttpResponse]:
        """Make the request and look at the answer; then everything it did is undone."""
        jar = SimpleCookie(self.client.cookies)
        cache.clear()
        with transaction.atomic():
            answer = getattr(self.client, method)(address, data)
            yield answer
            for release in answer._resource_closers:  # close() would hang up the database too
                release()
            transaction.set_rollback(True)
        self.client.cookies = jar


def addresses(route: Route, world: World) -> dict[str, str]:
    """The address for each side; routes without an object have one."""
    if not route.arguments:
        return {"": reverse(route.name)}
    if route.namespace == "admin":  # the team sees everything: one object will do
        return {OURS: reverse(route.name, kwargs=objects.arguments(route, world, OURS))}
    return {
        side: reverse(route.name, kwargs=objects.arguments(route, world, side)) for side in SIDES
    }


def expected(actor: str, route: Route, side: str, method: str) -> set[int]:
    """Statuses that are right for this actor here."""
    if "public" in route.actors:
        return WORKS | objects.PUBLIC_REFUSES.get(route.name, set())
    if actor in SIGNED_OUT:
        return {302}
    if actor == "team_without_mfa" and route.namespace:
        return {302}
    if not route.actors & (objects.KINDS[actor] | {"user"}):
        return {403}
    return objects.entitled(actor, route, side, method) or WORKS


def test_every_route_with_arguments_has_an_object(world: World) -> None:
    missing = []
    for route in ROUTES:
        try:
            addresses(route, world)
        except (LookupError, NoReverseMatch) as problem:
            missing.append(f"{route.key}: {problem!r}")
    assert missing == []


def test_no_builder_is_stale() -> None:
    names = {route.name for route in ROUTES}
    known = {*objects.BUILDERS, *objects.PUBLIC_REFUSES, *objects.SEEN_BY}
    assert (known | set(objects.REFUSED)) - names == set()


@pytest.mark.parametrize("actor", people.ACTORS)
def test_each_actor_gets_what_the_table_says(world: World, actor: str) -> None:
    visitor = Visitor(actor, world)
    wrong, visited = [], set()
    for route in ROUTES:
        for side, address in addresses(route, world).items():
            for method in METHODS:
                with visitor.visiting(method, address) as answer:
                    right = expected(actor, route, side, method)
                    if answer.status_code not in right:
                        wrong.append((route.name, side, method, answer.status_code, sorted(right)))
                visited.add(route)
    assert not wrong, lines(wrong)
    assert visited == set(ROUTES)


@pytest.mark.parametrize("actor", people.ACTORS)
def test_looking_writes_nothing(world: World, actor: str) -> None:
    visitor = Visitor(actor, world)

    def writes(address: str) -> dict[str, int]:
        before = watch.written()
        with visitor.visiting("get", address):
            after = watch.written()
        return {name: count for name, count in after.items() if count != before.get(name)}

    found = each(world, writes, ROUTES)
    assert not found, lines(found)


@pytest.mark.parametrize("actor", ["anonymous", "leader", "team"])
def test_headers_are_the_same_everywhere(world: World, actor: str) -> None:
    visitor = Visitor(actor, world)

    def loose(address: str) -> dict[str, str | None]:
        with visitor.visiting("get", address) as answer:
            wanted = HEADERS | ({} if actor == "anonymous" else {"Cache-Control": KEPT_NOWHERE})
            return {k: answer.get(k) for k, v in wanted.items() if v not in answer.get(k, "")}

    routes = [route for route in ROUTES if route.name not in objects.STRICTER]
    found = each(world, loose, routes)
    assert not found, lines(found)


@pytest.mark.parametrize("actor", ["anonymous", "owner", "leader", "team"])
def test_post_without_token_is_refused(world: World, actor: str) -> None:
    visitor = Visitor(actor, world, csrf=True)

    def accepted(address: str) -> int:
        with visitor.visiting("post", address) as answer:
            return 0 if answer.status_code == 403 else answer.status_code

    found = each(world, accepted, ROUTES)
    assert not found, lines(found)


@pytest.mark.parametrize("actor", ["anonymous", "owner", "leader", "professional_user", "team"])
def test_dirty_input_never_breaks_a_page(world: World, actor: str) -> None:
    """Each form field and each usual query parameter gets each dirty string."""
    visitor = Visitor(actor, world)

    def broken(address: str) -> list[tuple[str, int, int]]:
        found = []
        with visitor.visiting("get", address) as page:
            fields = objects.fields_of(page)
        for turn in range(objects.TURNS):
            queries = objects.dirty((*objects.PARAMETERS, *fields), turn)
            for method, data in (("get", queries), ("post", objects.dirty(fields, turn))):
                with visitor.visiting(method, address, data) as answer:
                    if answer.status_code >= 500:
                        found.append((method, turn, answer.status_code))
        return found

    routes = [route for route in ROUTES if expected(actor, route, "ours", "get") == WORKS]
    found = each(world, broken, routes)
    assert not found, lines(found)


def lines(found: list[object]) -> str:
    return "\n".join(map(str, found))


def each[T](world: World, look: Callable[[str], T], routes: list[Route]) -> list[tuple[str, T]]:
    """What ``look`` found wrong, per address; an empty finding is right."""
    found = []
    for route in routes:
        for address in addresses(route, world).values():
            if result := look(address):
                found.append((route.name, result))
    return found
