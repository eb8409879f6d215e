"""The life of a mail in the outbox."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EmailState(models.TextChoices):
    """``SENDING`` is claimed by a sweep; ``IN_DOUBT`` may or may not have left."""

    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    IN_DOUBT = "in_doubt", _("in doubt")
    CANCELLED = "cancelled", pgettext_lazy("mail", "cancelled")
    HELD = "held", _("held")


# From these a mail does not go on by itself.
ENDED = (EmailState.SENT, EmailState.CANCELLED, EmailState.FAILED)


class Refusal(models.TextChoices):
    """Why a mail does not leave or go again. The value is the note on its row, the label is for
    who asked."""

    STATE = "not in this state", _("The state of the mail does not allow it.")
    WORDS = "without words", _("Its text is not kept any more.")
    UNTRUE = "no longer true", _("What it says is not true any more.")
    UNTOLD = "perhaps no longer true", _("We cannot tell now whether what it says is still true.")
    UNWANTED = "not wanted any more", _("Its reader does not want mails like this any more.")
    CLOSED = "the account is closed", _("The account of its reader is closed.")
    BROKEN = "the address does not work", _("Its address does not work.")


@dataclass(frozen=True, slots=True)
class Step:
    """What a person of the team may do: from any of ``sources`` to ``target``.

    What goes again goes as a new mail, and is itself left as it was.
    """

    sources: tuple[EmailState, ...]
    target: EmailState


S = EmailState
STEPS = {
    "hold": Step((S.QUEUED,), S.HELD),
    "release": Step((S.HELD,), S.QUEUED),
    "cancel": Step((S.QUEUED, S.HELD, S.FAILED, S.IN_DOUBT), S.CANCELLED),
    "resend": Step((S.SENT, S.FAILED, S.IN_DOUBT, S.CANCELLED), S.QUEUED),
}
