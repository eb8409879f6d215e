"""The table and the resolver say the same, both ways."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from andersom import access
from andersom.accounts import hats
from tests.architecture.routes import all_routes


def test_every_route_has_a_line() -> None:
    missing = [route.key for route in all_routes() if not route.actors]
    assert missing == []


def test_every_line_has_a_route() -> None:
    known = {
        (route.namespace or access.WITHOUT_NAMESPACE, route.url_name) for route in all_routes()
    }
    namespaces = {namespace for namespace, _name in known}
    stale = [
        f"{namespace}:{name}"
        for namespace, rows in access.table().items()
        for name in rows
        if (namespace, name) not in known and not (name == "*" and namespace in namespaces)
    ]
    assert stale == []


def test_table_knows_only_real_actors() -> None:
    actors = {actor for rows in access.table().values() for row in rows.values() for actor in row}
    assert actors <= {"public", "user", *hats.kinds()}


def test_only_the_admin_uses_a_line_for_everything() -> None:
    assert [name for name, rows in access.table().items() if "*" in rows] == ["admin"]


def test_route_without_a_line_is_closed_to_everybody(
    monkeypatch: pytest.MonkeyPatch, rf: RequestFactory, admin_user: object
) -> None:
    monkeypatch.setattr(access, "table", dict)
    request = rf.get("/privacy/")
    request.user, request.resolver_match = admin_user, resolve("/privacy/")
    middleware = access.AccessMiddleware(lambda request: HttpResponse())
    with pytest.raises(PermissionDenied):
        middleware.process_view(request, None, (), {})


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(client, method: str) -> None:
    assert getattr(client, method)("/privacy/").status_code == 405
