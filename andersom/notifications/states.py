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


@dataclass(frozen=True, slots=True)
class Step:
    """What a person of the team may do: from any of ``sources`` to ``target``."""

    sources: tuple[EmailState, ...]
    target: EmailState


S = EmailState
STEPS = {
    "hold": Step((S.QUEUED,), S.HELD),
    "release": Step((S.HELD,), S.QUEUED),
    "cancel": Step((S.QUEUED, S.HELD, S.FAILED, S.IN_DOUBT), S.CANCELLED),
    "resend": Step((S.SENT, S.FAILED, S.IN_DOUBT, S.CANCELLED), S.QUEUED),
}
