"""Writes the rounds that are due.

Each batch of readers is one transaction: their letters, what was shown to them, and how far the
round has come. Two workers never share a round: its row is locked, and who finds it locked leaves
it alone. Even if they did, the keys of the letters would keep the second one out.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.db import transaction

from andersom.matching.domain import shown
from andersom.notifications.domain import send_many
from andersom.overview.models import Audience, Edition

from . import editions
from .desk import Desk
from .provider import ProviderDesk
from .school import SchoolDesk
from .team import TeamDesk

log = structlog.get_logger(__name__)
BUDGET = timedelta(seconds=40)  # of one look; the next goes on where it stopped
DESKS: dict[str, type[Desk]] = {
    Audience.PROVIDER: ProviderDesk,
    Audience.SCHOOL: SchoolDesk,
    Audience.TEAM: TeamDesk,
}
Progress = Callable[[int, int], None]  # readers done, readers in all


def look(
    *, at: datetime, budget: timedelta = BUDGET, tell: Progress = lambda done, of: None
) -> int:
    """Write what is due and has not been written; gives how many letters were.

    A second look finds nothing. Must run outside a transaction, so that every batch stands. A round
    that fails does not silence the others; afterwards an ExceptionGroup says which failed.
    """
    end, written = monotonic() + budget.total_seconds(), 0
    failed: list[Exception] = []
    for edition in editions.due(at):
        try:
            for found in _batches(DESKS[edition.audience](edition, at=at), end):
                written += found
                tell(edition.done, edition.readers)
        except Exception as error:
            log.error("round of digests failed", round=str(edition), error=type(error).__name__)
            failed.append(error)
    if failed:
        raise ExceptionGroup("rounds of digests failed", failed)
    return written


def _batches(desk: Desk, end: float) -> Iterator[int]:
    """Write batch after batch until the round or the time is over; letters of each."""
    desk.edition.readers = desk.readers().count()
    while not desk.edition.finished_at and monotonic() < end:
        if (found := write_batch(desk)) is None:  # somebody else is at it
            return
        yield found


@transaction.atomic
def write_batch(desk: Desk) -> int | None:
    """Write to the next readers of a round; None when another worker is at it, or has ended it."""
    rows = Edition.objects.unfinished().select_for_update(skip_locked=True, of=("self",))
    if not rows.filter(pk=desk.edition.pk).exists():
        return None
    edition = desk.edition
    edition.refresh_from_db(fields=["after", "done", "written"])
    users = list(desk.readers().filter(pk__gt=edition.after)[: desk.batch])
    written = 0
    if users:
        post = desk.write(users)
        written = send_many(post.letters)
        shown.remember(post.shown)
        edition.after = users[-1].pk
        edition.done += len(users)
        edition.written += written
    if len(users) < desk.batch:
        edition.finished_at = desk.at
    edition.save(update_fields=["after", "readers", "done", "written", "finished_at"])
    return written
