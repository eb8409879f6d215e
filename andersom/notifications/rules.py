"""When to try again, when to give up, and what may be risked."""

from datetime import timedelta
from enum import Enum
from http import HTTPStatus
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from anymail.exceptions import (
    AnymailAPIError,
    AnymailRecipientsRefused,
    AnymailSerializationError,
)
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

MOST_ATTEMPTS = 8
DELAYS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60)]
# Answers of a provider that say nothing about the mail: later the same mail may pass.
BUSY = {
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
}


class Verdict(Enum):
    """What an error says about the mail: refused for now, for good, or perhaps delivered.

    ``AWAY`` says nothing about it: nobody is there to take any mail.
    """

    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"
    AWAY = "away"


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
    if isinstance(error, AnymailAPIError):
        return by_provider(error)
    if isinstance(error, AnymailRecipientsRefused):
        return Verdict.NEVER
    if isinstance(error, ValueError | SMTPNotSupportedError | AnymailSerializationError):
        return Verdict.NEVER  # ours, before anything left
    return Verdict.UNKNOWN


def by_provider(error: AnymailAPIError) -> Verdict:
    """What the API of a mail provider says; a 5xx may have taken the mail before it broke."""
    status = error.status_code
    if status is None:
        return Verdict.AWAY if never_connected(error) else Verdict.UNKNOWN
    if status == HTTPStatus.UNAUTHORIZED:
        return Verdict.AWAY  # our key; no mail passes with it
    if status in BUSY:
        return Verdict.LATER
    return Verdict.NEVER if 400 <= status < 500 else Verdict.UNKNOWN


def never_connected(error: Exception) -> bool:
    """Whether the connection was refused or the name unknown, so that nothing can have left."""
    tried = error.__cause__.args if error.__cause__ else ()
    reason = getattr(tried[0], "reason", None) if tried else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
