"""What must be true of the installation for the ledger to be true."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from psycopg import IsolationLevel

OTHER_LEVEL = "default_transaction_isolation"


@register(Tags.security)
def read_committed(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Locks make the next reader see what was just written only under READ COMMITTED."""
    return other_levels(settings.DATABASES)


def other_levels(databases: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """An error for each database that asks for another isolation level."""
    for alias, database in databases.items():
        options = database.get("OPTIONS", {})
        level = options.get("isolation_level", IsolationLevel.READ_COMMITTED)
        if level != IsolationLevel.READ_COMMITTED or OTHER_LEVEL in options.get("options", ""):
            yield Error(
                f"Database {alias!r} does not use READ COMMITTED.",
                hint="Under another level a lock shows old rows, and hours can be booked twice.",
                id="placements.E001",
            )
