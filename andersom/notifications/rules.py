"""When to try again, when to give up, and what may be risked."""

from datetime import timedelta
from enum import Enum
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

MOST_ATTEMPTS = 8
DELAYS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60)]


class Verdict(Enum):
    """What an error says about the mail: refused for now, for good, or perhaps delivered."""

    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


def delay(attempts: int) -> timedelta | None:
    """How long to wait after this many attempts; None when it was the last."""
    return None if attempts >= MOST_ATTEMPTS else DELAYS[min(attempts, len(DELAYS)) - 1]


def verdict(error: Exception) -> Verdict:
    """Only an answer of the server tells that it did not take the mail; a silence does not."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return Verdict.NEVER if min(codes) >= 500 else Verdict.LATER
    if isinstance(error, SMTPResponseException) and error.smtp_code > 0:
        return Verdict.NEVER if error.smtp_code >= 500 else Verdict.LATER
    if isinstance(error, ValueError | SMTPNotSupportedError):
        return Verdict.NEVER  # ours, before anything left
    return Verdict.UNKNOWN
