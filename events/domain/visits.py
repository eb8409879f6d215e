"""What a visitor changes about her own coming, other than whether she comes."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from andersom.accounts.models import User
from andersom.workflow.domain import record
from events.domain import needs
from events.domain.refusals import Refused
from events.models import Registration
from events.states import RegistrationState


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that she may change, at once."""

    name: str
    organisation: str
    shown: bool
    food: str
    access: str


@transaction.atomic
def change(
    registration: Registration, new: Change, *, by: User | None, at: datetime
) -> Registration:
    """Write it down. Raises Refused for who has cancelled, and after the event."""
    stored = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if stored.state == RegistrationState.CANCELLED or registration.event.during.upper <= at:
        raise Refused("no_place")
    stored.name, stored.organisation = new.name, new.organisation
    stored.shown = new.shown
    stored.save(update_fields=["name", "organisation", "shown"])
    needs.keep(stored, food=new.food, access=new.access)
    record(stored, "change", source=stored.state, target=stored.state, by=by, at=at)
    return stored
