"""What people hear because of the clock alone: each rule looks in the database what is due now.

A rule gives what is due at a moment, told before or not; a letter has a key that holds the fact
with its moment ("lesson at nine"), and is written once. So a tick that got lost is caught up by
the next, two ticks at once write one letter, and a fact that changes is told anew. A rule itself
stops giving what nobody needs any more.

Nobody is mailed in the evening or at night. In the summer holiday people only hear of a day that
falls in it; what else is due then waits for the first morning after, if it still counts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import blake2s
from itertools import batched

import structlog

from andersom.lib.dates import ONE_DAY, ZONE, instant, local_date
from andersom.notifications import kinds
from andersom.notifications.domain.messages import Letter, send_many
from andersom.notifications.kinds import Holds
from andersom.reference.domain import holidays

log = structlog.get_logger(__name__)
AWAKE_FROM, AWAKE_UNTIL = time(8), time(21)  # on the wall in Amsterdam
ON_THE_DAY_UNTIL = time(9)
AT_ONCE = 500  # letters in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Letter):
    """A letter that the clock asks for; ``day`` is the day that it is about, if it is about one."""

    day: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """``kind`` names the mail; ``due`` gives all that is due at a moment, in constant queries.

    ``holds`` is asked with the ``about`` of a mail just before it leaves. It is true of all that
    ``due`` gives at that moment, or the mail would be written and taken back for ever.
    """

    kind: str
    due: Callable[[datetime], Iterable[Reminder]]
    holds: Holds


_rules: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Called from an app's ``ready()``, after its kinds."""
    for rule in rules:
        kinds.let_hold(rule.kind, rule.holds)
        _rules[rule.kind] = rule


def known() -> list[Rule]:
    """All rules of the house, by kind."""
    return [_rules[kind] for kind in sorted(_rules)]


def run(*, at: datetime) -> dict[str, int]:
    """Write what is due; kind → how many letters were new. Safe to run again, also twice at once.

    A rule that fails does not silence the others; afterwards an ExceptionGroup says which failed.
    """
    if not is_awake(at):
        return {}
    summer = holidays.summer(local_date(at))
    written: dict[str, int] = {}
    failed: list[Exception] = []
    for rule in known():
        try:
            written[rule.kind] = _run(rule, at, summer)
        except Exception as error:
            log.error("reminder rule failed", rule=rule.kind, error=type(error).__name__)
            failed.append(error)
    if failed:
        raise ExceptionGroup("reminder rules failed", failed)
    return written


def is_awake(at: datetime) -> bool:
    """Whether people may be reminded at this hour of the day."""
    return AWAKE_FROM <= at.astimezone(ZONE).time() < AWAKE_UNTIL


def ahead(at: datetime) -> tuple[date, date]:
    """First and last day of what people hear the day before: tomorrow, and before nine o'clock
    also today, for who could not be told yesterday.
    """
    today = local_date(at)
    first = today if at < instant(today, ON_THE_DAY_UNTIL) else today + ONE_DAY
    return first, today + ONE_DAY


def morning(day: date) -> datetime:
    """From when on somebody may be reminded on a day."""
    return instant(day, AWAKE_FROM)


def seal(*facts: object) -> str:
    """A short mark of facts, in their order: the same facts give the same mark, others another."""
    return blake2s(repr(facts).encode(), digest_size=8).hexdigest()


def _run(rule: Rule, at: datetime, summer: holidays.Period | None) -> int:
    due = (one for one in rule.due(at) if summer is None or _falls_in(summer, one.day))
    count = sum(send_many(batch) for batch in batched(due, AT_ONCE, strict=False))
    if count:
        log.info("reminded", rule=rule.kind, count=count)
    return count


def _falls_in(summer: holidays.Period, day: date | None) -> bool:
    return day is not None and summer.first_day <= day <= summer.last_day
