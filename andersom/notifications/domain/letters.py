"""The texts of mails that the team gives its own words."""

from datetime import datetime

import structlog

from andersom.accounts.models import User
from andersom.notifications.models import LetterText

log = structlog.get_logger(__name__)


def write(text: LetterText, *, by: User, at: datetime) -> None:
    """Use these words from now on; mail that waits already keeps its own. History keeps the old."""
    text.changed_at, text.changed_by = at, by
    text.save()
    log.info("text of a mail", kind=text.kind, language=text.language, by=by.pk)
