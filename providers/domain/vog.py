"""The certificate of conduct (VOG, profile 60 Onderwijs): only when it was issued and seen.

Rule: the original is shown before the work starts and is at most six months old when shown; it
gates on the *lesson date*. Renewal is our own, optional agreement. The judgement is
pure; `register` writes what somebody saw.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from andersom.accounts.models import User
from providers.models import Professional, VogRecord


class State(StrEnum):
    VALID = "valid"
    RENEW_SOON = "renew_soon"  # still valid: it never blocks
    NOT_VALID = "not_valid"


WORDS = {
    State.VALID: _("VOG seen"),
    State.RENEW_SOON: _("VOG: renew soon"),
    State.NOT_VALID: _("No valid VOG"),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """``renewal_months`` None: a certificate once seen in time counts for ever."""

    max_age_months: int = 6
    renewal_months: int | None = 36
    soon_days: int = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """One time that the original was shown."""

    issued_on: date
    seen_on: date


class SeenTooLate(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """The certificate was older than allowed when it was shown."""


class SeenBefore(ValueError):  # noqa: N818
    """This very look is in the register already."""


def policy() -> Policy:
    return Policy(settings.VOG_MAX_AGE_MONTHS, settings.VOG_RENEWAL_MONTHS, settings.VOG_SOON_DAYS)


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the last day when that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)  # every month has 28 days


def seen_in_time(seen: Seen, policy: Policy) -> bool:
    """On the very day that it becomes six months old it is still fresh enough."""
    return seen.issued_on <= seen.seen_on <= months_later(seen.issued_on, policy.max_age_months)


def valid_until(seen: Seen, policy: Policy) -> date | None:
    """Last day on which it counts; None when it does not end."""
    if policy.renewal_months is None:
        return None
    return months_later(seen.issued_on, policy.renewal_months)


def counts_until(records: Iterable[Seen], policy: Policy) -> date | None:
    """Last day on which any of them counts; None without one, or when one does not end."""
    ends = [valid_until(seen, policy) for seen in records if seen_in_time(seen, policy)]
    return None if None in ends else max((end for end in ends if end), default=None)


def state_on(day: date, records: Iterable[Seen], policy: Policy) -> State:
    """What the register says about lessons on ``day``: the best of all records counts."""
    states = {_state(day, seen, policy) for seen in records}
    return next(
        (state for state in (State.VALID, State.RENEW_SOON) if state in states), State.NOT_VALID
    )


def _state(day: date, seen: Seen, policy: Policy) -> State:
    if seen.seen_on > day or not seen_in_time(seen, policy):
        return State.NOT_VALID
    until = valid_until(seen, policy)
    if until is None or day < until - timedelta(days=policy.soon_days):
        return State.VALID
    return State.RENEW_SOON if day <= until else State.NOT_VALID


def seen_of(professional: Professional) -> list[Seen]:
    """The records of a professional as plain values; uses what was prefetched."""
    return [Seen(one.issued_on, one.seen_on) for one in professional.vog_records.all()]


@transaction.atomic
def register(
    professional: Professional, *, issued_on: date, seen_on: date, organisation: str, by: User
) -> VogRecord:
    """Write that ``by`` saw the original. Raises SeenTooLate or SeenBefore."""
    if not seen_in_time(Seen(issued_on, seen_on), policy()):
        raise SeenTooLate
    try:
        with transaction.atomic():
            return VogRecord.objects.create(
                professional=professional,
                issued_on=issued_on,
                seen_on=seen_on,
                seen_by=by,
                organisation=organisation,
            )
    except IntegrityError:
        raise SeenBefore from None
