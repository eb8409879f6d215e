"""The trainee's own log of reflections: private, unless she shares a line with her trainers."""

from datetime import datetime

from andersom.accounts.models import User
from training.models import Enrolment, LogEntry


def write(enrolment: Enrolment, text: str, *, shared: bool, by: User, at: datetime) -> LogEntry:
    return LogEntry.objects.create(enrolment=enrolment, text=text, shared=shared, at=at)


def share(entry: LogEntry, *, by: User, at: datetime) -> LogEntry:
    """Let the trainers read it; a second time they cannot any more."""
    entry.shared = not entry.shared
    entry.save(update_fields=["shared"])
    return entry


def remove(entry: LogEntry, *, by: User, at: datetime) -> None:
    entry.delete()
