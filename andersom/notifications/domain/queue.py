"""What a person of the team does with mails in the outbox."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import translation

from andersom.accounts.models import User
from andersom.notifications import doorbell, layout, outbox
from andersom.notifications.domain import preferences
from andersom.notifications.models import Email, InboxItem
from andersom.notifications.states import STEPS, EmailState

log = structlog.get_logger(__name__)

EDITABLE = (EmailState.QUEUED, EmailState.HELD)


class RefusedError(Exception):
    """The mail is not in a state from which this is possible, or has nothing left to send."""


def hold(email: Email, *, by: User, at: datetime) -> None:
    """Keep a waiting mail in the house until it is released."""
    _step(email, "hold", by=by, last_error="")


def release(email: Email, *, by: User, at: datetime) -> None:
    """Let a held mail go."""
    _step(email, "release", by=by)


def cancel(email: Email, *, by: User, at: datetime) -> None:
    """Never send it. What lets its reader in does not stay readable."""
    words = {"text": "", "html": ""} if email.secret else {}
    _step(email, "cancel", by=by, **words)


def resend(email: Email, *, by: User, at: datetime) -> None:
    """Send it once more, under a new Message-ID: it is a new letter with the same words.

    Raises `RefusedError` also when its words are gone.
    """
    _step(
        email,
        "resend",
        by=by,
        attempts=0,
        sent_at=None,
        not_before=at,
        not_after=None,
        last_error="",
        message_id=outbox.new_message_id(),
    )


def may_edit(email: Email) -> bool:
    """Whether its words can still change: it waits, and holds nothing that lets its reader in."""
    return email.state in EDITABLE and not email.secret


@transaction.atomic
def edit(
    email: Email, *, subject: str, text: str, seen: datetime | None, by: User, at: datetime
) -> None:
    """Give a waiting mail other words; its HTML is laid out anew from the text.

    ``seen`` is the `edited_at` that the editor had before her. Raises `RefusedError` when the mail
    left, was claimed, or was edited by somebody else meanwhile, and ValueError for words that
    cannot be a mail. An unread message on the reader's own page changes along.
    """
    why = preferences.why(email.user, email.address, email.kind)
    body = layout.without_signature(text.replace("\r\n", "\n")).strip()
    with translation.override(email.language):
        full = f"{body}\n\n{layout.signature(why)}"
    html = layout.plain(subject, body, language=email.language, why=why)
    if max(len(full), len(html)) > outbox.LONGEST_BODY:
        raise ValueError("too long")
    rows = Email.objects.filter(pk=email.pk, state__in=EDITABLE, edited_at=seen)
    if email.secret or not rows.update(
        subject=outbox.clean_subject(subject), text=full, html=html, edited_at=at, edited_by=by
    ):
        raise RefusedError
    unread = InboxItem.objects.filter(email=email, read_at=None)
    unread.update(title=outbox.clean_subject(subject), text=layout.summary(body))
    log.info("mail", verb="edit", id=email.pk, by=by.pk)
    email.refresh_from_db()


@transaction.atomic
def _step(email: Email, verb: str, *, by: User, **changes: object) -> None:
    """One conditional update, so that a sweep and a person cannot both have the row."""
    step = STEPS[verb]
    rows = Email.objects.filter(pk=email.pk, state__in=step.sources)
    if verb == "resend":  # asked of the row: since the page was opened its words may have gone
        rows = rows.exclude(text="", html="")
    if not rows.update(state=step.target, **changes):
        raise RefusedError
    log.info("mail", verb=verb, id=email.pk, by=by.pk)
    email.refresh_from_db()
    if step.target == EmailState.QUEUED:
        doorbell.ring_after_commit()
