"""What runs by itself, as the team sees it: when it last looked, what it did, what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from andersom.notifications.models import LATE, Email, Heartbeat

#: Name of a look → what it does, in words for the team.
WORDS = {
    "mail": gettext_lazy("Sends the mail that is due"),
    "proposals": gettext_lazy("Closes questions that nobody needs to answer any more"),
    "promises": gettext_lazy("Gives schools the answer that was promised by a day"),
    "digests": gettext_lazy("Writes the digests of new matches that are due"),
    "tidy": gettext_lazy("Throws away what served its purpose"),
    "training": gettext_lazy("Moves enrolments and waiting lists on"),
    "visits": gettext_lazy("Follows practice visits"),
    "events": gettext_lazy("Moves waiting lists of meetings on"),
    "reminders": gettext_lazy("Writes the reminders that are due"),
}
WAITS_TOO_LONG = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Run:
    """One of the things that run by itself; ``alarm`` says what is wrong, or nothing."""

    name: str
    words: Any
    pulse: Heartbeat | None
    alarm: str

    @property
    def busy(self) -> bool:
        """Whether a long run is on its way."""
        return self.pulse is not None and self.pulse.of > 0 and self.pulse.done < self.pulse.of


def expected() -> list[str]:
    """Everything on the timetable, by name."""
    return sorted(current_app.conf.beat_schedule)


def late(at: datetime) -> list[str]:
    """What has not come back for too long, or never did."""
    names = expected()
    known = dict(Heartbeat.objects.filter(name__in=names).values_list("name", "last_success"))
    return [name for name in names if (last := known.get(name)) is None or last < at - LATE]


def runs(at: datetime) -> list[Run]:
    """All of the timetable, what is wrong first."""
    pulses = {pulse.name: pulse for pulse in Heartbeat.objects.all()}
    behind = set(late(at))
    found = [
        Run(name, WORDS[name], pulses.get(name), _alarm(name, behind, at)) for name in expected()
    ]
    return sorted(found, key=lambda run: (not run.alarm, run.name))


def _alarm(name: str, behind: Iterable[str], at: datetime) -> str:
    if name in behind:
        return _("Nobody has looked for more than five minutes. Check worker and beat.")
    if name == "mail" and (count := waiting_too_long(at)):
        return ngettext(
            "%(n)s mail waits for more than a quarter of an hour, and nothing leaves.",
            "%(n)s mails wait for more than a quarter of an hour, and nothing leaves.",
            count,
        ) % {"n": count}
    return ""


def waiting_too_long(at: datetime) -> int:
    """Mails that were due a while ago and never tried, although the sweep says that all is well."""
    then = Email.objects.due(at - WAITS_TOO_LONG).values("pk")
    return Email.objects.due(at).filter(attempts=0, pk__in=then).count()
