from .contact import Hello, Interest
from .event import Appearance, Document, Event, ProgrammeItem, Room, Speaker
from .planning import Chore
from .recap import Quote, Recap, RecapLink, RecapPhoto
from .registration import Choice, Needs, Registration
from .wall import Expectation, Theme

__all__ = [
    "Appearance",
    "Choice",
    "Chore",
    "Document",
    "Event",
    "Expectation",
    "Hello",
    "Interest",
    "Needs",
    "ProgrammeItem",
    "Quote",
    "Recap",
    "RecapLink",
    "RecapPhoto",
    "Registration",
    "Room",
    "Speaker",
    "Theme",
]
