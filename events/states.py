"""States of an event, of somebody's registration for it, and of a card on the wall."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from andersom.workflow.machine import Machine, Transition


class EventState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")
    RECAP = "recap", _("recap published")
    CANCELLED = "cancelled", _("cancelled")


E = EventState
EVENT_VERBS = {
    "copy": _("Copied from another event"),
    "publish": _("Published"),
    "unpublish": _("Back to draft"),
    "move": _("Moved"),
    "move_closed": _("Moved"),
    "close": _("Registration closed"),
    "open_again": _("Opened again"),
    "recap": _("Recap published"),
    "take_recap_back": _("Recap taken back"),
    "cancel": _("Called off"),
}
EVENT = Machine(
    states=EventState,
    transitions={
        "publish": Transition((E.DRAFT,), E.PUBLISHED),
        "unpublish": Transition((E.PUBLISHED,), E.DRAFT),
        "move": Transition((E.PUBLISHED,), E.PUBLISHED),
        "move_closed": Transition((E.CLOSED,), E.CLOSED),
        "close": Transition((E.PUBLISHED,), E.CLOSED),
        "open_again": Transition((E.CLOSED,), E.PUBLISHED),
        "recap": Transition((E.CLOSED,), E.RECAP),
        "take_recap_back": Transition((E.RECAP,), E.CLOSED),
        "cancel": Transition((E.DRAFT, E.PUBLISHED, E.CLOSED), E.CANCELLED, needs_reason=True),
    },
)
# At these an event is to take place, or did.
TAKING_PLACE = (E.PUBLISHED, E.CLOSED)
# What everybody may read about.
PUBLIC = (E.PUBLISHED, E.CLOSED, E.RECAP, E.CANCELLED)


class RegistrationState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("mail address to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("place offered")
    CANCELLED = "cancelled", _("cancelled")


R = RegistrationState
# Whoever is in one of these holds one of the places.
SEATED = (R.UNCONFIRMED, R.CONFIRMED, R.OFFERED)
REGISTRATION_VERBS = {
    "register": _("Registered"),
    "confirm": _("Address confirmed"),
    "offer": _("Place offered"),
    "accept": _("Place accepted"),
    "let_in": _("Let in at the door"),
    "check_in": _("Came in"),
    "undo_check_in": _("Not come in after all"),
    "walk_in": _("Came without registering"),
    "choose": _("Rounds chosen"),
    "change": _("Details changed"),
    "lapse": _("Term over"),
    "cancel": _("Cancelled"),
}
REGISTRATION = Machine(
    states=RegistrationState,
    initial=(R.UNCONFIRMED, R.CONFIRMED, R.WAITING),
    transitions={
        "confirm": Transition((R.UNCONFIRMED,), R.CONFIRMED),
        "offer": Transition((R.WAITING,), R.OFFERED),
        "accept": Transition((R.OFFERED,), R.CONFIRMED),
        "let_in": Transition((R.UNCONFIRMED, R.WAITING, R.OFFERED), R.CONFIRMED),
        "lapse": Transition((R.UNCONFIRMED, R.OFFERED), R.CANCELLED),
        "cancel": Transition((R.UNCONFIRMED, R.CONFIRMED, R.WAITING, R.OFFERED), R.CANCELLED),
    },
)
REGISTRATION_TONES = {
    R.UNCONFIRMED: "warn",
    R.CONFIRMED: "ok",
    R.WAITING: "warn",
    R.OFFERED: "warn",
    R.CANCELLED: "danger",
}


class CardState(models.TextChoices):
    WAITING = "waiting", _("to be looked at")
    SHOWN = "shown", _("on the wall")
    HIDDEN = "hidden", _("taken off the wall")


K = CardState
CARD_VERBS = {"show": _("Shown"), "hide": _("Taken off the wall")}
CARD = Machine(
    states=CardState,
    initial=(K.WAITING, K.SHOWN),
    transitions={
        "show": Transition((K.WAITING, K.HIDDEN), K.SHOWN),
        "hide": Transition((K.WAITING, K.SHOWN), K.HIDDEN),
    },
)
