import pytest
from django.db import connections

from andersom.demo.checks import database_is_there


@pytest.mark.django_db
def test_a_database_that_answers_is_no_reason_to_speak() -> None:
    assert database_is_there(["default"]) == []


def test_a_local_database_that_does_not_run_is_named_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(connections["default"].settings_dict, "OPTIONS", {"host": "/nowhere"})

    (error,) = database_is_there(["default"])

    assert error.msg == "PostgreSQL is not running: nobody answers at /nowhere."
    assert error.hint == "`make demo` and `make dev` start it; or set DATABASE_URL and REDIS_URL."
