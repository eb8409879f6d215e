"""What a person of the team does with mails in the outbox."""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from andersom.accounts.models import User
from andersom.notifications import doorbell, layout, outbox
from andersom.notifications.domain import delivery, preferences
from andersom.notifications.models import Email, InboxItem
from andersom.notifications.models.email import SENT_AGAIN, WORDS
from andersom.notifications.states import STEPS, EmailState, Refusal

log = structlog.get_logger(__name__)

EDITABLE = (EmailState.QUEUED, EmailState.HELD)


AGAIN = "~again:"
STEM = 160  # characters of a key that the keys of its repetitions begin with


class RefusedError(Exception):
    """Why this is not possible with the mail."""

    def __init__(self, why: Refusal = Refusal.STATE) -> None:
        super().__init__(why.value)
        self.why = why


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


def resend(email: Email, *, by: User, at: datetime) -> Email:
    """Write its words once more as a new mail, with a key and a Message-ID of its own; gives that.

    The row in hand keeps its state and its moments, so that it stays known what left and what may
    have; the line on its reader's page with messages stays with it. Raises `RefusedError` when its
    words are gone, when they are not true any more, or when nobody wants or would read them.
    """
    try:
        true = delivery.true_now(email)
    except Exception as error:
        log.warning("nobody can tell", id=email.pk, error=type(error).__name__)
        raise RefusedError(Refusal.UNTOLD) from error
    if not true:
        raise RefusedError(Refusal.UNTRUE)
    in_vain = delivery.unread([email])
    if in_vain and not delivery.of_account(email):
        raise RefusedError(in_vain[email.pk])
    return _write_again(email, by=by, at=at)


@transaction.atomic
def _write_again(email: Email, *, by: User, at: datetime) -> Email:
    stem = email.key.partition(AGAIN)[0][:STEM] + AGAIN
    family = Email.objects.filter(Q(pk=email.pk) | Q(key__startswith=stem)).order_by("pk")
    list(family.select_for_update().values_list("pk"))  # each repetition gets a number of its own
    old = Email.objects.get(pk=email.pk)
    if old.state not in STEPS["resend"].sources:
        raise RefusedError
    if not (old.text or old.html):
        raise RefusedError(Refusal.WORDS)
    number = Email.objects.filter(key__startswith=stem).count() + 1
    same = ("kind", "about", "user_id", "address", "language", "subject", *WORDS)
    new = Email.objects.create(
        **{name: getattr(old, name) for name in same},
        key=f"{stem}{number}",
        message_id=outbox.new_message_id(),
        not_before=at,
        created_at=at,
        edited_at=old.edited_at,
        edited_by_id=old.edited_by_id,
    )
    note = SENT_AGAIN + old.last_error.removeprefix(SENT_AGAIN)
    words = {"text": "", "html": ""} if old.secret else {}
    Email.objects.filter(pk=old.pk).update(last_error=note[:500], **words)
    log.info("mail", verb="resend", id=old.pk, new=new.pk, by=by.pk)
    doorbell.ring_after_commit()
    return new


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
    if not rows.update(state=step.target, **changes):
        raise RefusedError
    log.info("mail", verb=verb, id=email.pk, by=by.pk)
    email.refresh_from_db()
    if step.target == EmailState.QUEUED:
        doorbell.ring_after_commit()
