"""Mails about accounts that allauth does not know.

The outbox lives above accounts, so they leave through a port: the setting ``SEND_MAIL`` names the
function that writes a mail to it.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from andersom.accounts.models import Invitation, User


def invitation(invitation: Invitation, described: str, token: str, at: datetime) -> None:
    """One mail per renewal of the term, in the language of the reader if we know her."""
    known = User.objects.owner_of(invitation.email)
    path = reverse("accounts:invitation", args=[token])
    import_string(settings.SEND_MAIL)(
        "accounts.invitation",
        to=invitation.email,
        key=f"invitation:{invitation.pk}:{int(invitation.expires_at.timestamp())}",
        context={
            "name": invitation.name,
            "described": described,
            "by": str(invitation.invited_by or ""),
            "until": invitation.expires_at,
            "url": settings.SITE_URL + path,
        },
        at=at,
        language=known.language if known else settings.LANGUAGE_CODE,
        not_after=invitation.expires_at,
        about=str(invitation.pk),
    )
