"""What other apps may do with messages."""

from andersom.notifications.domain.messages import send

__all__ = ["send"]
