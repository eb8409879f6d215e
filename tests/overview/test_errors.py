"""What a visitor reads while something that we lean on is away."""

from contextlib import closing

import pytest
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.test import Client
from django.test import RequestFactory as Visit
from django.urls import reverse

from andersom.overview.views import errors
from tests.factories.placements import Place, RequestFactory

pytestmark = pytest.mark.django_db
LOGIN = {"login": "olga@example.org", "password": "x"}


@pytest.fixture
def visitor() -> Client:
    """Reads error pages, as a browser does."""
    return Client(raise_request_exception=False)


@pytest.fixture
def _no_redis(settings, tmp_path) -> None:
    nowhere = settings.CACHES["default"] | {"LOCATION": f"unix://{tmp_path}/none.sock"}
    settings.CACHES = {"default": nowhere}


def assert_try_again(answer) -> None:
    assert answer.status_code == 503
    assert answer["Retry-After"] == str(errors.SECONDS)
    assert "Dit lukt even niet" in answer.text


@pytest.mark.usefixtures("_no_redis")
def test_without_redis_nobody_can_guess_passwords_and_pages_go_on(visitor):
    with pytest.raises(Exception, match=r"none\.sock"):
        caches["default"].get("x")
    assert_try_again(visitor.post("/account/login/", LOGIN))
    assert visitor.get("/aanbod/").status_code == 200


PAGES = {
    "anonymous": ["/", "/aanbod/", "/account/login/", "/bijeenkomsten/", "/privacy/"],
    "owner": ["/", "/berichten/", "/aanbod/"],
    "leader": ["/", "/berichten/", "candidates"],
    "professional_user": ["/", "/berichten/"],
    "trainer": ["/", "/berichten/"],
    "team": ["/", "/berichten/", "/beheer/"],
}


@pytest.mark.usefixtures("_no_redis")
@pytest.mark.parametrize("actor", PAGES)
def test_pages_of_everybody_go_on_without_redis(cast, actor):
    """The most visited of them; `make faults` asks for all."""
    place = Place(school=cast.school, professional=cast.professional)
    request = RequestFactory(school=place.school, groups=place.groups)
    browser = cast.client(actor)
    statuses = {}
    for page in PAGES[actor]:
        path = reverse("matching:candidates", args=[request.pk]) if page == "candidates" else page
        statuses[page] = browser.get(path, follow=True).status_code
    assert set(statuses.values()) == {200}, statuses


# --- PostgreSQL that started anew -----------------------------------------------------------------
def visit(path: str) -> int:
    """Status of a request as the server has it: its connection stays for the next one."""
    told: list[str] = []
    answer = get_wsgi_application()(
        Visit().get(path).environ, lambda status, headers, *_: told.append(status)
    )
    answer.close()
    return int(told[0].split()[0])


def kill_the_connection() -> None:
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("checked", "status"), [(True, 200), (False, 503)], ids=["on", "control"])
def test_connection_that_died_between_two_visits_is_not_seen(checked, status, monkeypatch):
    assert connection.settings_dict["CONN_HEALTH_CHECKS"]
    assert connection.settings_dict["CONN_MAX_AGE"] > 0  # or there would be nothing to check
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", checked)
    try:
        assert visit("/aanbod/") == 200
        kill_the_connection()
        assert visit("/aanbod/") == status
    finally:
        connection.close()


def test_database_that_is_busy_says_try_again(visitor):
    def busy(execute, sql, params, many, context):
        raise OperationalError("canceling statement due to lock timeout")

    with connection.execute_wrapper(busy):
        assert_try_again(visitor.get("/aanbod/"))


def test_fault_of_ours_does_not_say_try_again(visitor):
    def wrong(execute, sql, params, many, context):
        raise ZeroDivisionError

    with connection.execute_wrapper(wrong):
        answer = visitor.get("/aanbod/")
    assert answer.status_code == 500
    assert "Er ging bij ons iets mis" in answer.text
