"""The outbox, what people read inside the product, and the pulse of what runs by itself."""

from .email import Email
from .heartbeat import Heartbeat
from .inbox import InboxItem
from .letter_text import LetterText
from .preference import Preference
from .undeliverable import Undeliverable

__all__ = ["Email", "Heartbeat", "InboxItem", "LetterText", "Preference", "Undeliverable"]
