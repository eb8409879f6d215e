"""What to say when the local PostgreSQL is not running: before `migrate` fails on a socket."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from andersom import servers


def database_is_there(databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    """An error with the way out when the database is a local socket that nobody serves."""
    hosts = (
        str(connections[alias].get_connection_params().get("host", "")) for alias in databases or ()
    )
    return [
        Error(
            f"PostgreSQL is not running: nobody answers at {host}.",
            hint="`make demo` and `make dev` start it; or set DATABASE_URL and REDIS_URL.",
            id="demo.E001",
        )
        for host in hosts
        if servers.silent(host)
    ]
