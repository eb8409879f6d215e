"""Writes mail into the outbox, and stands behind Django's own mail API so that nothing passes it.

Whatever is written goes with the transaction of the caller: rolled back, it was never there.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import AddressHeader
from email.utils import make_msgid
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language

from andersom.accounts.models import User
from andersom.notifications import doorbell, layout
from andersom.notifications.models import Email
from andersom.notifications.models.email import TOO_MANY
from andersom.notifications.states import EmailState

log = structlog.get_logger(__name__)
LONGEST_BODY = 200_000  # characters; a mail is a letter, not a store
LONGEST_SUBJECT = 250
LONGEST_ADDRESS = 254  # of RFC 5321
MOST_AN_HOUR = 50  # mails of one kind to one address; what comes on top waits for the team
HOUR = timedelta(hours=1)
TOO_LATE = "too late"


class UnfitError(ValueError):
    """What must not leave. Its words are ours, and name no address and nothing of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mail ready to be written; the fields are those of `models.Email`."""

    kind: str
    key: str
    address: str
    language: str
    subject: str
    text: str
    html: str
    at: datetime
    about: str = ""
    user: User | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None


@transaction.atomic
def write(draft: Draft) -> tuple[Email, bool]:
    """The row of this key, and whether it is new. Rings the doorbell after commit.

    A key that is already there stays as it is: nobody gets a mail twice. Beyond `MOST_AN_HOUR` it
    is written and held, for the team to look at. Raises ValueError for an address or body that must
    not leave.
    """
    row = row_of(draft)
    wait_for_turn(row)
    return write_many([row])[draft.key]


def write_many(rows: Sequence[Email]) -> dict[str, tuple[Email, bool]]:
    """Write rows of `row_of` like `write`: key → the row, and whether it is new.

    The queries do not grow with their number.
    """
    if not rows:
        return {}
    new = {row.key: row for row in rows}
    hold_floods(list(new.values()))
    Email.objects.bulk_create(new.values(), ignore_conflicts=True)
    held = Email.objects.defer("text", "html").filter(key__in=new)
    doorbell.ring_after_commit()
    return {row.key: (row, row.message_id == new[row.key].message_id) for row in held}


def row_of(draft: Draft) -> Email:
    """The row, not yet written; cancelled at once when its term is over before it can leave.

    Raises ValueError for what must not leave.
    """
    if max(len(draft.text), len(draft.html)) > LONGEST_BODY:
        raise refused(draft.kind, f"longer than {LONGEST_BODY} characters")
    first, last = draft.not_before or draft.at, draft.not_after
    late = last is not None and last < first
    row = Email(
        kind=draft.kind,
        key=draft.key,
        about=draft.about,
        user=draft.user,
        address=clean_address(draft.address),
        language=draft.language,
        subject=clean_subject(draft.subject),
        text=draft.text,
        html=draft.html,
        message_id=new_message_id(),
        state=EmailState.CANCELLED if late else EmailState.QUEUED,
        last_error=TOO_LATE if late else "",
        not_before=min(first, last) if last else first,
        not_after=last,
        created_at=draft.at,
    )
    if late and row.secret:
        row.text = row.html = ""
    return row


def refused(kind: str, why: str) -> UnfitError:
    """The refusal of a mail, logged with its reason and without anything of its reader or text."""
    log.warning("mail refused", kind=kind, why=why)
    return UnfitError(f"{kind}: {why}")


def wait_for_turn(row: Email) -> None:
    """Have who writes the same kind to the same address at the same moment be counted first.

    Held until the end of the transaction, so only for who writes one mail in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{row.kind} {row.address}"]
        )


def hold_floods(rows: Sequence[Email]) -> None:
    """Hold what comes on top of enough mails of one kind to one address in an hour.

    It counts what is committed and what this transaction wrote. So who write to one address at the
    same moment do not see each other, and pass the limit by at most the mails of their open
    transactions. That is on purpose: an act of the house writes several mails in an order of its
    own, and two acts that each held the turn of `wait_for_turn` for one reader and waited for the
    other's would deadlock. An act lost is worse than a mail too many: this is a dam against loops.
    """
    since = min(row.created_at for row in rows) - HOUR
    recent = Email.objects.filter(
        address__in={row.address for row in rows},
        kind__in={row.kind for row in rows},
        created_at__gt=since,
    )
    counted = recent.order_by().values_list("address", "kind").annotate(count=Count("pk"))
    had = Counter({(address, kind): count for address, kind, count in counted})
    for row in rows:
        if had[row.address, row.kind] >= MOST_AN_HOUR and row.state == EmailState.QUEUED:
            row.state, row.last_error = EmailState.HELD, TOO_MANY
            log.warning("mail held", kind=row.kind, user=row.user_id)
        had[row.address, row.kind] += 1


def clean_address(address: str) -> str:
    """The bare address in lower case, as all of the house keeps addresses.

    ValueError when it is none, is too long, or carries a line break or a second one.
    """
    parsed = AddressHeader.value_parser(str(address))
    boxes = parsed.all_mailboxes
    if len(boxes) != 1 or parsed.all_defects or re.search(r"[\r\n\0]", address):
        raise UnfitError("not one address")
    bare = str(boxes[0].addr_spec).lower()
    try:
        validate_email(bare)
    except ValidationError:
        raise UnfitError("not an address") from None
    if len(bare) > LONGEST_ADDRESS:
        raise UnfitError("an address that is too long")
    return bare


def clean_subject(subject: str) -> str:
    """One line without control characters, cut at a length that every reader shows."""
    line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def new_message_id() -> str:
    """A Message-ID for ever; the domain is that of our sender."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return make_msgid(domain=domain)


class OutboxBackend(BaseEmailBackend):
    """Django's mail API, for allauth and others: a row per recipient instead of a connection.

    The headers ``X-Kind`` and ``X-Key`` may name kind and key; they do not leave the house.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._write(message) for message in email_messages)

    def _write(self, message: EmailMessage) -> int:
        if message.attachments:
            raise ValueError("the outbox carries no attachments")
        kind = message.extra_headers.get("X-Kind", "account.mail")
        key = message.extra_headers.get("X-Key") or f"{kind}:{uuid4()}"
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        text, html = str(message.body), html_of(message)
        for number, recipient in enumerate(message.recipients()):
            address = self._address(kind, recipient)
            draft = Draft(
                kind=kind,
                key=f"{key}:{number}" if number else key,
                user=User.objects.filter(email=address.lower()).first(),
                address=address,
                language=language,
                subject=str(message.subject),
                text=text,
                html=html or layout.plain(str(message.subject), text, language=language),
                at=timezone.now(),
            )
            write(draft)
        return len(message.recipients())

    def _address(self, kind: str, recipient: str) -> str:
        try:
            return clean_address(recipient)
        except ValueError as error:
            raise refused(kind, str(error)) from None


def html_of(message: Any) -> str:
    """The HTML that a message brought along, if any."""
    for content, mimetype in getattr(message, "alternatives", ()):
        if mimetype == "text/html":
            return str(content)
    return ""
