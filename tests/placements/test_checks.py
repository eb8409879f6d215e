"""Another isolation level than READ COMMITTED is refused."""

from typing import Any

import pytest
from psycopg import IsolationLevel

from andersom.placements.checks import other_levels, read_committed


@pytest.mark.parametrize(
    ("options", "errors"),
    [
        ({}, []),
        ({"isolation_level": IsolationLevel.READ_COMMITTED}, []),
        ({"isolation_level": IsolationLevel.REPEATABLE_READ}, ["placements.E001"]),
        ({"isolation_level": IsolationLevel.SERIALIZABLE}, ["placements.E001"]),
        (
            {"options": "-c default_transaction_isolation=serializable"},
            ["placements.E001"],
        ),
    ],
)
def test_only_read_committed_is_accepted(options: dict[str, Any], errors: list[str]) -> None:
    found = other_levels({"default": {"OPTIONS": options}})

    assert [error.id for error in found] == errors


def test_our_own_settings_pass() -> None:
    assert list(read_committed()) == []
