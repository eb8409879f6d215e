"""The sweep: claim, commit, send, mark. Killed at any point it loses nothing and doubles nothing.

A claimed row carries a lease; whoever marks it shows that lease, so a sweep that overslept its own
cannot touch what another has taken over. Just before a mail leaves, the row says that it has begun.
So after a kill a stale row without that mark certainly did not leave, and of a stale row with it
the relay is asked for its Message-ID before anything is sent again.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from time import monotonic
from typing import Any, cast

import structlog
from anymail.exceptions import AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import mailers
from django.db import connection, models, transaction

from andersom.accounts.domain import people
from andersom.accounts.models import User
from andersom.notifications import kinds, rules
from andersom.notifications.domain import preferences, undeliverable
from andersom.notifications.domain.composing import compose
from andersom.notifications.models import Email, InboxItem, Undeliverable
from andersom.notifications.outbox import TOO_LATE
from andersom.notifications.rules import Verdict
from andersom.notifications.states import ENDED, EmailState, Refusal

log = structlog.get_logger(__name__)
LEASE = timedelta(minutes=2)  # longer than the hard time limit of a task
BATCH = 25
BUDGET = timedelta(seconds=45)  # of one sweep; the rest is for the next
WORTH_ONE_MORE = 100  # mails waiting, for each connection
LONG_QUEUE = 400  # mails waiting, for which another process is worth waking


def deliver(
    at: datetime,
    *,
    lease: timedelta = LEASE,
    budget: timedelta = BUDGET,
    connections: int | None = None,
) -> int:
    """Send what is due; returns how many were taken by the server.

    Uses one connection, and more of them (at most ``connections``) when much is waiting. Must run
    outside a transaction. Raises what the connection raises when the server is not there: then
    nothing was claimed, and no mail used up an attempt.
    """
    drop_expired(at)
    mailer = mailers["delivery"]
    reconcile(at, mailer)
    most = connections or settings.MAIL_CONNECTIONS
    waiting = Email.objects.due(at)[: most * WORTH_ONE_MORE].count()
    if not waiting:
        return 0
    mailer.open()
    helpers = min(most, -(-waiting // WORTH_ONE_MORE)) - 1
    with ThreadPoolExecutor(max(1, helpers), thread_name_prefix="mail") as pool:
        beside = [pool.submit(help_along, at, lease, budget) for _helper in range(helpers)]
        sent = run(at, mailer, lease, budget)
    return sent + sum(helper.result() for helper in beside)


def queue_is_long(at: datetime) -> bool:
    """Whether more waits than one process should send."""
    return Email.objects.due(at)[:LONG_QUEUE].count() == LONG_QUEUE


def run(at: datetime, mailer: Any, lease: timedelta, budget: timedelta) -> int:
    """Claim and send over an open connection until nothing is due or the time is up."""
    sweep = Sweep(at, mailer, lease)
    try:
        while sweep.now < at + budget and (batch := claim(sweep.now, lease)):
            sweep.send_all(batch)
    finally:
        with suppress(Exception):
            mailer.close()
    return sweep.sent


def help_along(at: datetime, lease: timedelta, budget: timedelta) -> int:
    """The same with a connection of its own, in a thread of its own: no claim is shared."""
    try:
        mailer = mailers["delivery"]
        mailer.open()
        return run(at, mailer, lease, budget)
    except OSError as error:  # a server may allow fewer connections; the first one goes on
        log.warning("one connection less", error=type(error).__name__)
        return 0
    finally:
        connection.close()


def drop_expired(at: datetime) -> int:
    """Cancel what nobody needs any more, such as the reminder of a lesson that is over."""
    return Email.objects.expired(at).cancel(TOO_LATE)


def reconcile(at: datetime, mailer: Any) -> None:
    """Settle the rows of sweeps that died or lost their connection."""
    for email in Email.objects.stale(at):
        if email.begun_at is None:
            settle(email, EmailState.QUEUED, note="not begun")
            continue
        passed = looked_up(email, mailer)
        if passed:
            mark_sent(email, at)
        elif passed is False or kinds.of(email.kind).harmless_twice:
            try_again(email, at, "interrupted", at_once=True)
        else:
            settle(email, EmailState.IN_DOUBT, note="interrupted, perhaps delivered")


def looked_up(email: Email, mailer: Any) -> bool | None:
    """Whether the relay knows the mail; None when it cannot tell, or has no log to look in."""
    lookup = getattr(mailer, "lookup", None)
    try:
        return bool(lookup(email.message_id)) if lookup else None
    except Exception as error:  # one mail that nobody can tell about holds up no other
        log.warning("the relay cannot tell", id=email.pk, error=type(error).__name__)
        return None


@transaction.atomic
def claim(at: datetime, lease: timedelta) -> list[Email]:
    """Take the next rows for this sweep; the lease is committed before anything is sent."""
    due = Email.objects.due(at).select_for_update(skip_locked=True)
    batch = list(due.exclude(not_after__lt=at)[:BATCH])
    for email in batch:
        email.state, email.lease_until = EmailState.SENDING, at + lease
    keys = [email.pk for email in batch]
    Email.objects.filter(pk__in=keys).update(state=EmailState.SENDING, lease_until=at + lease)
    return batch


@dataclass
class Sweep:
    """One run over one connection; its clock starts at the moment that it was given."""

    at: datetime
    mailer: Any
    lease: timedelta
    sent: int = 0
    away: bool = False  # nobody takes mail now, so that the rest is for a later sweep
    started: float = field(default_factory=monotonic)
    readdressed: set[int] = field(default_factory=set)  # of the rows in hand

    @property
    def now(self) -> datetime:
        return self.at + timedelta(seconds=monotonic() - self.started)

    def send_all(self, batch: Sequence[Email]) -> None:
        """Send the rows one by one; when the server is gone, give back what did not begin."""
        self.readdressed = readdress(batch)
        without_reader = unread(batch)
        for number, email in enumerate(batch):
            if self.passed(email):
                mark_sent(email, self.now)
                continue
            if not needed(email, without_reader):
                continue
            if self.begin(email) and not self.send(email) and not self.reconnect():
                for rest in batch[number + 1 :]:
                    settle(rest, EmailState.QUEUED)
                raise ConnectionError("the mail server is gone")

    def passed(self, email: Email) -> bool:
        """Whether the relay has it from an earlier attempt, whatever it answered then."""
        return bool(email.attempts and looked_up(email, self.mailer))

    def begin(self, email: Email) -> bool:
        """Say that the mail may leave from now on; False when another sweep has taken the row.

        Its lease begins anew once a quarter of it is over, not for every mail: the lease stands in
        an index, and what stands in none is written in half the time.
        """
        now = self.now
        marks: dict[str, Any] = {"begun_at": now, "attempts": email.attempts + 1}
        if email.pk in self.readdressed:
            marks["address"] = email.address
        if email.lease_until and email.lease_until < now + self.lease * 3 / 4:
            marks["lease_until"] = now + self.lease
        return change(email, **marks)

    def send(self, email: Email) -> bool:
        """Send and mark one mail; False when the connection cannot be trusted any more."""
        try:
            message = compose(email)
        except Exception as error:  # whatever is wrong with one mail is no matter of the others
            settle(email, EmailState.FAILED, note=describe(error))
            return True
        try:
            self.mailer.send_messages([message])
        except Exception as error:
            self.refused(email, error)
            return False
        self.sent += mark_sent(email, self.now)
        return True

    def refused(self, email: Email, error: Exception) -> None:
        log.warning("mail was refused", id=email.pk, error=type(error).__name__)
        match rules.verdict(error):
            case Verdict.NEVER:
                settle(email, EmailState.FAILED, note=describe(error))
                if (told := about_address(error)) is not None:
                    undeliverable.flag(
                        email.address, cause=Undeliverable.Cause.BOUNCED, said=told, at=self.now
                    )
            case Verdict.LATER:
                try_again(email, self.now, describe(error))
            case Verdict.AWAY:
                self.away = True
                settle(
                    email,
                    EmailState.QUEUED,
                    note=describe(error),
                    attempts=email.attempts - 1,
                )
            case Verdict.UNKNOWN:  # keeps its claim, so that the relay is asked when it has ended
                change(email, last_error=describe(error))

    def reconnect(self) -> bool:
        """A fresh connection, because a broken one would also refuse the next mail."""
        if self.away:
            return False
        with suppress(Exception):
            self.mailer.close()
        try:
            self.mailer.open()
        except OSError:
            return False
        return True


def readdress(batch: Sequence[Email]) -> set[int]:
    """Have mail that waited follow its reader to the address that she has now; keys of those.

    Only the rows in hand change. Account mail stays with the address that it was written for: it
    may be about that address.
    """
    movable = [email for email in batch if email.user_id and not of_account(email)]
    current = people.proven_addresses({email.user_id for email in movable if email.user_id})
    moved = set()
    for email in movable:
        address = current.get(email.user_id or 0, email.address)
        if address != email.address:
            email.address = address
            moved.add(email.pk)
    return moved


def unread(batch: Sequence[Email]) -> dict[int, Refusal]:
    """Key of a mail that nobody would read, or that its reader does not want → why.

    As many queries for many as for one.
    """
    broken = undeliverable.among(email.address for email in batch)
    users = User.objects.in_bulk({email.user_id for email in batch if email.user_id})
    readers = [users.get(email.user_id or 0) for email in batch]
    asked = [
        (reader, email.kind, email.address) for reader, email in zip(readers, batch, strict=True)
    ]
    found = {}
    for email, reader, way in zip(batch, readers, preferences.channels_of(asked), strict=True):
        if email.address.lower() in broken:
            found[email.pk] = Refusal.BROKEN
        elif reader and not reader.is_active:
            found[email.pk] = Refusal.CLOSED
        elif not way.mail:
            found[email.pk] = Refusal.UNWANTED
    return found


def of_account(email: Email) -> bool:
    return kinds.of(email.kind).topic == kinds.Topic.ACCOUNT


def true_now(email: Email) -> bool:
    """Whether what it says still holds; raises whatever its kind raises."""
    holds = kinds.of(email.kind).holds
    return holds is None or not email.about or holds(email.about)


def needed(email: Email, without_reader: Mapping[int, Refusal]) -> bool:
    """Whether it should leave; asked as late as can be. What should not is settled here.

    An address that does not work is still tried with what somebody just asked for, such as a code.
    """
    try:
        true = true_now(email)
    except Exception as error:  # that we cannot tell is a matter of this mail only
        settle(email, EmailState.FAILED, note=describe(error))
        return False
    if not true:
        withdraw(email)
        return False
    if email.pk in without_reader and not of_account(email):
        settle(email, EmailState.CANCELLED, note=without_reader[email.pk])
        return False
    return True


@transaction.atomic
def withdraw(email: Email) -> None:
    """What is not true any more goes, here and from the page with messages.

    Its key is free again, for when the same comes to be true once more.
    """
    key = f"{email.key[:180]}~{email.pk}"
    if settle(email, EmailState.CANCELLED, note=Refusal.UNTRUE, key=key):
        InboxItem.objects.filter(email=email.pk).delete()


def mark_sent(email: Email, at: datetime) -> bool:
    """The server has it."""
    return settle(email, EmailState.SENT, sent_at=at)


def try_again(email: Email, at: datetime, note: str, *, at_once: bool = False) -> bool:
    """Back in the queue, usually after a growing delay, until the attempts are used up."""
    if (wait := rules.delay(email.attempts)) is None:
        return settle(email, EmailState.FAILED, note=note)
    moment = at if at_once else at + wait
    if email.not_after and email.not_after < moment:
        return settle(email, EmailState.CANCELLED, note=TOO_LATE)
    return settle(email, EmailState.QUEUED, note=note, not_before=moment)


def settle(email: Email, state: EmailState, *, note: str = "", **changes: Any) -> bool:
    """End the claim in this state. What lets its reader in does not stay readable in the end."""
    if email.secret and state in ENDED:
        changes |= {"text": "", "html": ""}
    changes |= {"state": state, "lease_until": None, "begun_at": None, "last_error": note}
    return change(email, **changes)


def change(email: Email, **changes: Any) -> bool:
    """Change a claimed row if the claim still holds; the row in hand changes along."""
    if not _changed(email, changes):
        log.warning("claim was lost", id=email.pk)
        return False
    for name, value in changes.items():
        setattr(email, name, value)
    return True


def _changed(email: Email, changes: Mapping[str, Any]) -> int:
    """What the ORM would say, without building it anew: that takes a third of what we do for a
    mail. How many rows changed."""
    fields = {name: cast("models.Field[Any, Any]", Email._meta.get_field(name)) for name in changes}
    values = [fields[name].get_db_prep_save(value, connection) for name, value in changes.items()]
    written = ", ".join(f"{field.column} = %s" for field in fields.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Email._meta.db_table} SET {written} "  # noqa: S608 - names of our own
            "WHERE id = %s AND state = %s AND lease_until = %s",
            [*values, email.pk, EmailState.SENDING.value, email.lease_until],
        )
        return cursor.rowcount


def about_address(error: Exception) -> str | None:
    """What was said about the address; None when it was refused for something else."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(answer(said) for said in error.recipients.values())
    return "refused by the mail provider" if isinstance(error, AnymailRecipientsRefused) else None


def answer(said: tuple[int, bytes]) -> str:
    """Code and words of a mail server."""
    return f"{said[0]} {said[1].decode(errors='replace')}"


def describe(error: Exception) -> str:
    """The error for the team: its name and what the server said, without addresses."""
    said = getattr(error, "smtp_error", b"")
    said = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    code = getattr(error, "smtp_code", "") or getattr(error, "status_code", None) or ""
    return " ".join(part for part in (type(error).__name__, str(code), said) if part)[:500]
