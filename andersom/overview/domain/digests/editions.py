"""When a round of digests is due, and for whom.

A round is due from seven in the morning on the first school day of its week, or on its own school
day, until the evening. A look that was missed is caught up by the next one within that time; what
no round wrote is still new in the round after it. What was written counts as told, also when the
mail does not leave: the message stands in the inbox, as long as one of its requests looks for
somebody. On days without school there is none.
"""

from datetime import datetime, time, timedelta

from andersom.lib.dates import SCHOOL_WEEK, ZONE
from andersom.notifications.models import Preference
from andersom.overview.models import Audience, Edition
from andersom.reference.domain import holidays

FROM, UNTIL = time(7), time(20)
FIRST_LOOK_BACK = {
    Preference.Rhythm.WEEKLY: timedelta(days=7),
    Preference.Rhythm.DAILY: timedelta(days=1),
}


def due(at: datetime) -> list[Edition]:
    """Rounds that are not finished at this moment; starts those that were not started yet."""
    wall = at.astimezone(ZONE)
    today = wall.date()
    if not FROM <= wall.time() < UNTIL or today.weekday() not in SCHOOL_WEEK:
        return []
    if holidays.closed_days(today, today):
        return []
    week = today.isocalendar()
    names = {
        Preference.Rhythm.WEEKLY: f"{week.year}-W{week.week:02}",
        Preference.Rhythm.DAILY: today.isoformat(),
    }
    _start(names, at)
    unfinished = Edition.objects.unfinished().filter(name__in=names.values())
    return list(unfinished.order_by("rhythm", "audience"))


def _start(names: dict[Preference.Rhythm, str], at: datetime) -> None:
    """Write the rows that are missing; whoever is first decides what counts as news."""
    known = set(Edition.objects.filter(name__in=names.values()).values_list("name", "audience"))
    missing = [
        Edition(name=name, audience=audience, rhythm=rhythm, started_at=at, since=at)
        for rhythm, name in names.items()
        for audience in Audience.values
        if (name, audience) not in known
    ]
    for edition in missing:
        earlier = Edition.objects.before(edition).values_list("started_at", flat=True).first()
        edition.since = earlier or at - FIRST_LOOK_BACK[Preference.Rhythm(edition.rhythm)]
    Edition.objects.bulk_create(missing, ignore_conflicts=True)
