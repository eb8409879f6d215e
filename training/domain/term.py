"""Until when somebody may answer."""

from datetime import datetime, time

from andersom.lib.dates import instant, local_date
from andersom.reference.domain import holidays


def end_of_answering(at: datetime, school_days: int) -> datetime:
    """The last minute of the day that is so many school days after ``at``, as an instant."""
    day = holidays.school_days_after(local_date(at), school_days)
    return instant(day, time(23, 59))
