"""Who may do what with an event."""

from collections.abc import Callable
from typing import Any

from andersom.accounts import hats
from andersom.accounts.models import User
from events.models import Event

IsOne = Callable[[User], bool]
# Audience → the kinds of hats that belong to it.
HATS = {"providers": {"provider", "professional"}, "schools": {"school"}}
_checks: dict[str, IsOne] = {}


def register_audience(name: str, is_one: IsOne) -> None:
    """From the ``ready()`` of an app above that knows who belongs to an audience."""
    _checks[name] = is_one


def is_of_audience(user: Any, event: Event) -> bool:
    """Whether the event is for this person; ``user`` may be anonymous or None.

    Who does not sign in only comes to what is for everyone. The team may come everywhere.
    """
    if event.audience == Event.Audience.EVERYONE:
        return True
    if user is None or not user.is_authenticated:
        return False
    if user.is_staff or (event.audience in _checks and _checks[event.audience](user)):
        return True
    worn = {hat.kind for hat in hats.hats_of(user)}
    return bool(worn & HATS.get(event.audience, set()))
