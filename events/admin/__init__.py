"""What the project team does with events, through the same verbs as everybody."""

from . import event, recap, registration

__all__ = ["event", "recap", "registration"]
