"""Addresses that mail cannot reach."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db.models import F

from andersom.accounts.models import User
from andersom.notifications.models import Undeliverable

log = structlog.get_logger(__name__)
LONGEST = 500


def flag(address: str, *, cause: str, said: str, at: datetime) -> Undeliverable:
    """Keep mail away from an address until somebody looked; a later report counts on.

    A report after a person cleared the address flags it again.
    """
    address, said = address.strip().lower(), " ".join(said.split())[:LONGEST]
    row, new = Undeliverable.objects.get_or_create(
        address=address, defaults={"cause": cause, "said": said, "since": at}
    )
    if not new:
        fresh = {"since": at} if row.cleared_at else {}
        Undeliverable.objects.filter(pk=row.pk).update(
            cause=cause, said=said, times=F("times") + 1, cleared_at=None, cleared_by=None, **fresh
        )
        row.refresh_from_db()
    log.warning("address does not work", id=row.pk, cause=cause)
    return row


def clear(row: Undeliverable, *, by: User, at: datetime) -> None:
    """Try the address again."""
    Undeliverable.objects.standing().filter(pk=row.pk).update(cleared_at=at, cleared_by=by)


def among(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, in lower case, to which nothing is sent now."""
    wanted = {address.lower() for address in addresses}
    standing = Undeliverable.objects.standing().filter(address__in=wanted)
    return set(standing.values_list("address", flat=True))
