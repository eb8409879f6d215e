"""Who writes to the outbox rings; who delivers may listen. Neither knows the other.

So no verb of the domain knows Celery. A ring may get lost: the timetable looks every minute.
"""

from collections.abc import Callable

import structlog
from django.db import connection, transaction

log = structlog.get_logger(__name__)
_listeners: list[Callable[[], None]] = []


def connect(listener: Callable[[], None]) -> None:
    """Have ``listener`` called after every commit that put something in the outbox."""
    if listener not in _listeners:
        _listeners.append(listener)


def ring_after_commit() -> None:
    """Ring once when the present transaction commits, however often this is called in it."""
    if any(waiting[1] is ring for waiting in connection.run_on_commit):
        return
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Call every listener; what one of them raises is logged and goes no further."""
    for listener in _listeners:
        try:
            listener()
        except Exception as error:
            log.warning("doorbell is broken", error=type(error).__name__)
