"""The pulse of what runs by itself, kept in PostgreSQL where a dead worker cannot fake it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from andersom.notifications.models import Heartbeat


@dataclass
class Look:
    """One run; ``count`` is what it handled, to be set by whoever runs."""

    name: str
    count: int = 0

    def progress(self, done: int, of: int) -> None:
        """Show how far a long run is. Outside a transaction, or nobody sees it before the end."""
        Heartbeat.objects.filter(name=self.name).update(done=done, of=of)


@contextmanager
def look(name: str, *, at: datetime) -> Generator[Look]:
    """Note that ``name`` looks, and that it came back when nothing was raised."""
    started, run = monotonic(), Look(name)
    Heartbeat.objects.update_or_create(name=name, defaults={"last_look": at, "done": 0, "of": 0})
    yield run
    now = at + timedelta(seconds=monotonic() - started)
    handled = {"last_handled": now} if run.count else {}
    Heartbeat.objects.filter(name=name).update(last_success=now, count=run.count, **handled)
