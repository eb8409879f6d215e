"""In the summer holiday we leave people alone: what can wait comes on the first school day."""

from datetime import datetime, time

from andersom.lib.dates import instant, local_date
from andersom.notifications import kinds
from andersom.reference.domain import holidays

MORNING = time(8)


def until(kind: str, moment: datetime, *, not_after: datetime | None = None) -> datetime:
    """When a mail of this kind that could leave at ``moment`` may leave.

    Appointments of somebody's own and what concerns her account never wait (`kinds.ALWAYS`), nor
    does what would come too late by then, such as the reminder of a meeting in the holiday.
    """
    if kinds.of(kind).topic in kinds.ALWAYS:
        return moment
    summer = holidays.summer(local_date(moment))
    if summer is None:
        return moment
    back = instant(holidays.school_days_after(summer.last_day, 1), MORNING)
    return moment if not_after and not_after < back else back
