"""What the team does before and after an event, and the figures it looks at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from andersom.accounts.models import User
from events.models import Chore, Event, Hello
from events.states import RegistrationState

# Days from the day of the event, and what is due then.
USUAL = (
    (-42, _("Send the invitation")),
    (-28, _("Ask the speakers and book the rooms")),
    (-14, _("Fix the programme")),
    (-7, _("Remind who comes; count the food")),
    (-2, _("Print the badges")),
    (1, _("Tick off who was there; who came gets a thank-you mail by itself")),
    (10, _("Publish the recap")),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """An event in numbers of people and cards."""

    registered: int
    coming: int
    waiting: int
    cancelled: int
    came: int
    walk_ins: int
    cards: int
    hellos: int


@transaction.atomic
def make_list(event: Event) -> None:
    """Give an event its usual planning list, unless it has one. In Dutch, the team's language."""
    if event.chores.exists():
        return
    with translation.override("nl"):
        Chore.objects.bulk_create(
            Chore(event=event, title=str(title), due=event.starts.date() + timedelta(days=days))
            for days, title in USUAL
        )


def shift(event: Event, by: timedelta) -> None:
    """The event has moved so many days: what is still to be done moves along."""
    event.chores.to_do().update(due=F("due") + by)


def tick(chore: Chore, *, done: bool, by: User, at: datetime) -> Chore:
    """Done, or not after all; twice is once."""
    if done == (chore.done_at is not None):
        return chore
    chore.done_at, chore.done_by = (at, by) if done else (None, None)
    chore.save(update_fields=["done_at", "done_by"])
    return chore


def figures(event: Event) -> Figures:
    """Counted in three queries, however many come."""
    state = RegistrationState
    people = event.registrations.aggregate(
        registered=Count("pk"),
        coming=Count("pk", filter=Q(state=state.CONFIRMED)),
        waiting=Count("pk", filter=Q(state=state.WAITING)),
        cancelled=Count("pk", filter=Q(state=state.CANCELLED)),
        came=Count("pk", filter=Q(checked_in_at__isnull=False)),
        walk_ins=Count("pk", filter=Q(walk_in=True)),
    )
    hellos = Hello.objects.filter(sender__event=event).count()
    return Figures(**people, cards=event.expectations.count(), hellos=hellos)
