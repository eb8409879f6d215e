"""A round of digests in a test: look at this moment, read what came."""

from datetime import datetime
from zoneinfo import ZoneInfo

from andersom.notifications.models import Email
from andersom.overview.domain import digests
from andersom.overview.domain.digests import editions
from andersom.overview.models import Edition

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def wall(text: str) -> datetime:
    """A moment on the wall in Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


MONDAY = wall("2026-11-23T07:00")
TUESDAY = wall("2026-11-24T07:00")
NEXT_MONDAY = wall("2026-11-30T07:00")


def look(at: datetime = MONDAY, *, audience: str = "provider") -> int:
    """Write what is due to one audience only; the others have had theirs."""
    editions.due(at)
    Edition.objects.exclude(audience=audience).update(finished_at=at)
    return digests.look(at=at)


def digest(address: str, kind: str = "provider") -> Email:
    """The newest digest of somebody."""
    return Email.objects.filter(kind=f"overview.digest_{kind}", address=address).latest("pk")


def readers(kind: str = "provider") -> list[str]:
    """To whom digests went, with those who got several as often."""
    sent = Email.objects.filter(kind=f"overview.digest_{kind}").order_by("address", "pk")
    return list(sent.values_list("address", flat=True))
