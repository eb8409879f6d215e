"""What runs by itself, as the team sees it: when it last looked, what it did, what is wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from andersom.notifications.models import Email, Heartbeat
from andersom.notifications.models.heartbeat import LATE
from andersom.notifications.states import EmailState

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
MANY_READERS = 5  # put off or refused by the server, and nobody reached: then it is the server
REFUSED_LATELY = timedelta(hours=1)


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
    found = []
    for name in expected():
        pulse = pulses.get(name)
        alarm = _standstill(pulse, at) if name in behind else _nothing_sent(name, pulse, at)
        found.append(Run(name, WORDS[name], pulse, alarm))
    return sorted(found, key=lambda run: (not run.alarm, run.name))


def _standstill(pulse: Heartbeat | None, at: datetime) -> str:
    """What to look at: what looks and fails has a worker and a beat that are well."""
    if pulse and pulse.last_look >= at - LATE:
        return _(
            "It looks, but has failed for more than five minutes. The log of the worker says why; "
            "for mail, look whether the mail server answers."
        )
    return _("Nobody has looked for more than five minutes. Check worker and beat.")


def _nothing_sent(name: str, pulse: Heartbeat | None, at: datetime) -> str:
    if name != "mail" or mail_leaves(pulse, at):
        return ""
    if count := waiting_too_long(at):
        return ngettext(
            "%(n)s mail waits for more than a quarter of an hour, and nothing leaves.",
            "%(n)s mails wait for more than a quarter of an hour, and nothing leaves.",
            count,
        ) % {"n": count}
    if count := refused_for_many(at):
        return _(
            "The mail server refused %(n)s readers in the last hour, and took nothing. Perhaps it "
            "does not trust us any more: ask who runs it."
        ) % {"n": count}
    return ""


def mail_leaves(pulse: Heartbeat | None, at: datetime) -> bool:
    """Whether any mail has left a short while ago; then what waits longer has its turn to come."""
    last = pulse.last_handled if pulse else None
    return last is not None and last >= at - WAITS_TOO_LONG


def waiting_too_long(at: datetime) -> int:
    """Mails that were due a while ago and never tried, although the sweep says that all is well,
    or that the server puts off for many readers; for a few it is a matter of their addresses.
    """
    then, now = (
        Email.objects.due(moment).order_by().values("pk") for moment in (at - WAITS_TOO_LONG, at)
    )
    counted = Email.objects.filter(state=EmailState.QUEUED).aggregate(
        never_tried=Count("pk", filter=Q(attempts=0, pk__in=then) & Q(pk__in=now)),
        put_off=Count("address", filter=Q(attempts__gt=0), distinct=True),
    )
    put_off = counted["put_off"] if counted["put_off"] >= MANY_READERS else 0
    return int(counted["never_tried"] + put_off)


def refused_for_many(at: datetime) -> int:
    """Readers whose mail failed lately, when they are so many that it is not about them."""
    failed = Email.objects.filter(state=EmailState.FAILED, not_before__gt=at - REFUSED_LATELY)
    count = failed.order_by().values("address").distinct().count()
    return count if count >= MANY_READERS else 0


def mail_stands_still(at: datetime) -> bool:
    """Whether the team has to know now that no mail leaves."""
    pulse = Heartbeat.objects.filter(name="mail").first()
    return not mail_leaves(pulse, at) and bool(waiting_too_long(at) or refused_for_many(at))
