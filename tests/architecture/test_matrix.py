"""Every route × every actor × GET, HEAD and POST × own and foreign object.

What is expected follows from access.toml and from whose object it is; `objects` brings an object
for each route that asks for one, and names the exceptions with their reason.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import people
from tests.architecture import objects, watch
from tests.architecture.objects import OURS, SIDES, World
from tests.architecture.routes import Route, all_routes
from tests.factories.matching import NOW

pytestmark = pytest.mark.django_db

ROUTES = [route for route in all_routes() if route.url_name]
METHODS = ("get", "head", "post")
# 400, 422: a POST without what it needs; 405: not for this method
WORKS = {200, 302, 400, 405, 422}
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


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Ten thousand refusals need no line each; the calendar of the objects stands still."""
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True, scope="module")
def _listening() -> Iterator[None]:
    with objects.listening():
        yield


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
        self.forget()
        with transaction.atomic():
            answer = getattr(self.client, method)(address, data)
            yield answer
            for release in answer._resource_closers:  # close() would hang up the database too
                release()
            transaction.set_rollback(True)
        self.client.cookies = jar

    def forget(self) -> None:
        """Nobody has come too often yet."""
        cache.clear()


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
        seen = objects.SEEN_BY.get(route.name)  # a link of one person: nobody else who is signed in
        if seen and actor not in SIGNED_OUT | seen[side]:
            return {404}
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
    """The right status, the same headers on everything, and nothing written by looking."""
    visitor = Visitor(actor, world)
    found, visited = [], set()
    for route in ROUTES:
        for side, address in addresses(route, world).items():
            for method in METHODS:
                before = watch.written()
                with visitor.visiting(method, address) as answer:
                    right = expected(actor, route, side, method)
                    wrong = {
                        "status": answer.status_code not in right and answer.status_code,
                        "headers": loose_headers(answer, route, actor),
                        "written": method != "post" and changes(before, watch.written()),
                    }
                found += [(route.name, side, method, kind, n) for kind, n in wrong.items() if n]
                visited.add(route)
    assert not found, lines(found)
    assert visited == set(ROUTES)


def loose_headers(answer: HttpResponse, route: Route, actor: str) -> dict[str, str | None]:
    """Headers of the answer that are not what they are everywhere."""
    if route.name in objects.STRICTER:
        return {}
    found = {name: answer.get(name) for name, value in HEADERS.items() if answer.get(name) != value}
    kept = answer.get("Cache-Control", "")
    if actor not in SIGNED_OUT and "no-store" not in kept and route.name not in objects.SIGNS_OUT:
        found["Cache-Control"] = kept
    return found


def changes(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in after.items() if count != before.get(name)}


@pytest.mark.parametrize("actor", ["anonymous", "owner", "leader", "team"])
def test_post_without_token_is_refused(world: World, actor: str) -> None:
    visitor = Visitor(actor, world, csrf=True)

    def accepted(address: str) -> int:
        with visitor.visiting("post", address) as answer:
            return 0 if answer.status_code == 403 else answer.status_code

    found = each(world, accepted, ROUTES)
    assert {name for name, _status in found} == objects.WITHOUT_TOKEN, lines(found)


@pytest.mark.parametrize("actor", ["anonymous", "owner", "leader", "professional_user", "team"])
def test_dirty_input_never_breaks_a_page(world: World, actor: str) -> None:
    """Each form field and each query parameter that the view reads gets each dirty string."""
    visitor = Visitor(actor, world)

    def broken(address: str) -> list[tuple[str, int, int]]:
        found = []
        with objects.reading() as read, visitor.visiting("get", address) as page:
            fields = objects.fields_of(page)
        for turn in range(objects.TURNS):
            # what is read only beside another parameter is found at the turn before
            queries = objects.dirty(sorted({*objects.PARAMETERS, *fields, *read}), turn)
            for method, data in (("get", queries), ("post", objects.dirty(fields, turn))):
                with objects.reading() as more, visitor.visiting(method, address, data) as answer:
                    if answer.status_code >= 500:
                        found.append((method, turn, answer.status_code))
                read |= more if method == "get" else set()
        return found

    routes = [route for route in ROUTES if expected(actor, route, "ours", "get") == WORKS]
    found = each(world, broken, routes)
    assert not found, lines(found)


def test_dirty_query_never_breaks_a_list_of_the_admin(world: World) -> None:
    visitor, found = Visitor("team", world), []
    for route in ROUTES:
        if route.namespace != "admin" or not route.url_name.endswith("_changelist"):
            continue
        names = sorted({*objects.PARAMETERS, *objects.of_changelist(route)})
        for turn in range(objects.TURNS):
            data = objects.dirty(names, turn)
            with visitor.visiting("get", reverse(route.name), data) as answer:
                if answer.status_code not in {200, 302, 400}:
                    found.append((route.name, turn, answer.status_code))
    assert not found, lines(found)


@pytest.mark.parametrize(
    ("actor", "name", "parameters"),
    [
        ("leader", "placements:calendar", {"maand", "groep", "weergave"}),
        ("leader", "placements:ledger", {"maand"}),
        ("leader", "schools:groups", {"jaar"}),
        ("leader", "schools:request_list", {"stand", "q", "domain", "purpose", "page"}),
        ("anonymous", "providers:catalogue", {"domein", "vak", "groep", "afstand", "page"}),
        ("anonymous", "matching:answer", {"antwoord"}),
        ("owner", "providers:availability", {"week"}),
    ],
)
def test_parameters_are_those_the_views_read(
    world: World, actor: str, name: str, parameters: set[str]
) -> None:
    """The control of `reading`: dirt goes under the names that the addresses really have."""
    route = next(route for route in ROUTES if route.name == name)
    visitor = Visitor(actor, world)
    with objects.reading() as read, visitor.visiting("get", addresses(route, world)[side(route)]):
        pass
    assert parameters - read == set()


def side(route: Route) -> str:
    return OURS if route.arguments else ""


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
