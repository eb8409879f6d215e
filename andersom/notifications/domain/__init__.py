"""What other apps may do with messages."""

from andersom.notifications.domain.inbox import reached
from andersom.notifications.domain.messages import Letter, send, send_many

__all__ = ["Letter", "reached", "send", "send_many"]
