"""What a visitor reads while something that we lean on is away."""

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client

from andersom.overview.views import errors

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
