"""Rounds side by side: which there are, and who is in which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from django.db.models import QuerySet

from andersom.accounts.models import User
from andersom.ui.texts import listing
from andersom.workflow.domain import record, retrying
from events.domain import places
from events.domain.refusals import Refused
from events.models import Choice, Event, ProgrammeItem, Registration
from events.states import SEATED


@dataclass(frozen=True, slots=True)
class Slot:
    """What runs side by side from one moment on."""

    starts: datetime
    items: tuple[ProgrammeItem, ...]


def of(event: Event) -> QuerySet[ProgrammeItem]:
    """The items of which people choose."""
    return event.items.filter(chosen=True).select_related("room").prefetch_related("speakers")


def slots(items: Iterable[ProgrammeItem]) -> list[Slot]:
    """Items in the order of time, those that begin together side by side."""
    groups = groupby(items, key=lambda item: item.starts)
    return [Slot(starts, tuple(together)) for starts, together in groups]


def is_full(item: ProgrammeItem) -> bool:
    return item.capacity is not None and item.taken >= item.capacity


@retrying
def choose(
    registration: Registration, chosen: Iterable[int], *, by: User | None, at: datetime
) -> None:
    """Be in these rounds (keys of items) and in no others.

    Raises Refused, and then nothing changed: for who has no place, a round that is full (it says
    which is still free), one that is gone, and two at the same time.
    """
    event = places.lock_of(registration)
    if registration.state not in SEATED or event.during.upper <= at:
        raise Refused("no_place")
    wanted = _wanted(event, set(chosen))
    had = set(registration.choices.values_list("item", flat=True))
    _refuse_overlap(wanted)
    for item in wanted:
        if item.pk not in had and is_full(item):
            raise _full(event, item)
    keys = {item.pk for item in wanted}
    registration.choices.exclude(item__in=keys).delete()
    for item in wanted:
        if item.pk not in had:
            Choice.objects.create(registration=registration, item=item)
    if keys != had:
        state = registration.state
        record(registration, "choose", source=state, target=state, by=by, at=at)


def _wanted(event: Event, keys: set[int]) -> list[ProgrammeItem]:
    found = list(event.items.filter(chosen=True, pk__in=keys))
    if len(found) < len(keys):
        raise Refused("round_unknown")
    return found


def _refuse_overlap(items: list[ProgrammeItem]) -> None:
    """``items`` stand in the order of time."""
    for before, after in pairwise(items):
        if after.during.lower < before.during.upper:
            raise Refused("rounds_overlap", round=after.title)


def _full(event: Event, item: ProgrammeItem) -> Refused:
    beside = event.items.filter(chosen=True, during__overlap=item.during).exclude(pk=item.pk)
    if free := [other.title for other in beside if not is_full(other)]:
        return Refused("round_full", round=item.title, free=listing(free))
    return Refused("round_full_all", round=item.title)
