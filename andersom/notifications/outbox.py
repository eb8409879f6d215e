"""Writes mail into the outbox, and stands behind Django's own mail API so that nothing passes it.

Whatever is written goes with the transaction of the caller: rolled back, it was never there.
"""

import re
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
from django.utils import timezone
from django.utils.translation import get_language

from andersom.accounts.models import User
from andersom.notifications import doorbell, layout
from andersom.notifications.models import Email
from andersom.notifications.states import EmailState

log = structlog.get_logger(__name__)
LONGEST_BODY = 200_000  # characters; a mail is a letter, not a store
LONGEST_SUBJECT = 250
MOST_AN_HOUR = 50  # mails of one kind to one address; what comes on top waits for the team
HOUR = timedelta(hours=1)


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


def write(draft: Draft) -> tuple[Email, bool]:
    """The row of this key, and whether it is new. Rings the doorbell after commit.

    A key that is already there stays as it is: nobody gets a mail twice. Beyond `MOST_AN_HOUR` it
    is written and held, for the team to look at. Raises ValueError for an address or body that must
    not leave.
    """
    if max(len(draft.text), len(draft.html)) > LONGEST_BODY:
        raise ValueError(f"the body of {draft.kind} is longer than {LONGEST_BODY} characters")
    email = Email(
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
        not_before=draft.not_before or draft.at,
        not_after=draft.not_after,
        created_at=draft.at,
    )
    if flooded(email):
        email.state, email.last_error = EmailState.HELD, "too many in an hour"
        log.warning("mail held", kind=email.kind, user=draft.user and draft.user.pk)
    Email.objects.bulk_create([email], ignore_conflicts=True)
    row = Email.objects.get(key=draft.key)
    doorbell.ring_after_commit()
    return row, row.message_id == email.message_id


def flooded(email: Email) -> bool:
    """Whether its address had more than enough of this kind in the last hour."""
    recent = Email.objects.filter(
        address=email.address, kind=email.kind, created_at__gt=email.created_at - HOUR
    )
    return recent[:MOST_AN_HOUR].count() >= MOST_AN_HOUR


def clean_address(address: str) -> str:
    """The bare address. ValueError when it is none, or carries a line break or a second one."""
    parsed = AddressHeader.value_parser(str(address))
    boxes = parsed.all_mailboxes
    if len(boxes) != 1 or parsed.all_defects or re.search(r"[\r\n\0]", address):
        raise ValueError("not one address")
    try:
        validate_email(boxes[0].addr_spec)
    except ValidationError:
        raise ValueError("not an address") from None
    return str(boxes[0].addr_spec)


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
            address = clean_address(recipient)
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


def html_of(message: Any) -> str:
    """The HTML that a message brought along, if any."""
    for content, mimetype in getattr(message, "alternatives", ()):
        if mimetype == "text/html":
            return str(content)
    return ""
