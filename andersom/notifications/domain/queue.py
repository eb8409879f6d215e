"""What a person of the team does with mails in the outbox."""

from datetime import datetime

import structlog
from django.db import transaction

from andersom.accounts.models import User
from andersom.notifications import doorbell, outbox
from andersom.notifications.models import Email
from andersom.notifications.states import STEPS, EmailState

log = structlog.get_logger(__name__)


class RefusedError(Exception):
    """The mail is not in a state from which this is possible, or has nothing left to send."""


def hold(email: Email, *, by: User, at: datetime) -> None:
    """Keep a waiting mail in the house until it is released."""
    _step(email, "hold", by=by)


def release(email: Email, *, by: User, at: datetime) -> None:
    """Let a held mail go."""
    _step(email, "release", by=by)


def cancel(email: Email, *, by: User, at: datetime) -> None:
    """Never send it."""
    _step(email, "cancel", by=by)


def resend(email: Email, *, by: User, at: datetime) -> None:
    """Send it once more, under a new Message-ID: it is a new letter with the same words."""
    if not email.text and not email.html:
        raise RefusedError
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


@transaction.atomic
def _step(email: Email, verb: str, *, by: User, **changes: object) -> None:
    """One conditional update, so that a sweep and a person cannot both have the row."""
    step = STEPS[verb]
    rows = Email.objects.filter(pk=email.pk, state__in=step.sources)
    if not rows.update(state=step.target, **changes):
        raise RefusedError
    log.info("mail", verb=verb, id=email.pk, by=by.pk)
    email.refresh_from_db()
    if step.target == EmailState.QUEUED:
        doorbell.ring_after_commit()
