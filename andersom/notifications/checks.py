"""What must be true of the installation before mail may leave and reports may come in."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def reports_are_guarded(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Without a secret anybody could have addresses flagged."""
    if settings.MAIL_WEBHOOK and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        yield Error(
            "MAIL_WEBHOOK is set without ANYMAIL_WEBHOOK_SECRET.",
            hint="Set it to user:password, and give the mail provider the same.",
            id="notifications.E001",
        )
