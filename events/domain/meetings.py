"""An event from draft to the day itself: the acts of the team, each in the journal."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from andersom.accounts.models import User
from andersom.workflow.domain import move as move_state
from andersom.workflow.domain import record
from andersom.workflow.machine import IllegalMove
from events.domain import places
from events.domain.refusals import Refused
from events.emails import registration as mails
from events.models import Appearance, Event, Room, Speaker
from events.states import EVENT, EventState

WEEK = timedelta(weeks=1)
LONGEST_SLUG = 120


@transaction.atomic
def publish(event: Event, *, by: User, at: datetime) -> Event:
    """Let everybody read it, and register from ``opens_at`` on. Raises Refused."""
    if event.during.lower <= at:
        raise Refused("in_past")
    return _go(event, "publish", by=by, at=at)


@transaction.atomic
def unpublish(event: Event, *, by: User, at: datetime) -> Event:
    """Back to a draft, while nobody has registered. Raises Refused."""
    if places.lock(event).registrations.standing().exists():
        raise Refused("somebody_comes")
    return _go(event, "unpublish", by=by, at=at)


@transaction.atomic
def close(event: Event, *, by: User, at: datetime) -> Event:
    """Nobody registers any more; who waits still moves up. Raises Refused."""
    return _go(event, "close", by=by, at=at)


@transaction.atomic
def open_again(event: Event, *, by: User, at: datetime) -> Event:
    """Registration goes on. Raises Refused for an event that has begun."""
    if event.during.lower <= at:
        raise Refused("over")
    return _go(event, "open_again", by=by, at=at)


@transaction.atomic
def cancel(event: Event, *, by: User, at: datetime, reason: str) -> Event:
    """Call it off, and tell everybody who would come or waits. Raises Refused."""
    places.lock(event)
    _go(event, "cancel", by=by, at=at, reason=reason)
    for registration in event.registrations.told().select_related("user", "event"):
        mails.event_cancelled(registration, reason=reason, at=at)
    return event


def changed(event: Event, *, at: datetime) -> None:
    """After the team edited it: with more places, who waits is offered one."""
    places.offer_next(event, at=at)


@transaction.atomic
def copy(event: Event, *, by: User, at: datetime) -> Event:
    """A new draft with the same rooms, speakers and programme, on the same weekday in the future.

    Who came, what hung on the wall and the documents stay with the old one.
    """
    ahead = (at - event.during.lower) // WEEK + 1 if event.during.lower <= at else 4
    shift = max(ahead, 1) * WEEK
    made = Event.objects.get(pk=event.pk)
    made.pk, made.taken, made.state = None, 0, EventState.DRAFT
    made._state.adding = True
    made.slug = free_slug(event.title)
    made.during = shifted(event.during, shift)
    made.opens_at, made.closes_at = event.opens_at + shift, event.closes_at + shift
    made.save(force_insert=True)
    _copy_programme(event, made, shift)
    record(made, "copy", target=made.state, by=by, at=at)
    return made


def free_slug(title: str) -> str:
    """An address on the site that no event has yet."""
    stem = slugify(title)[: LONGEST_SLUG - 5] or "bijeenkomst"
    taken = set(Event.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in range(2, 10_000) if (slug := f"{stem}-{number}") not in taken)


def shifted[R](during: R, by: timedelta) -> R:
    """The same range, later by ``by``."""
    return type(during)(during.lower + by, during.upper + by)  # type: ignore[attr-defined, call-arg]


def _copy_programme(old: Event, new: Event, shift: timedelta) -> None:
    rooms = {}
    for room in old.rooms.all():
        rooms[room.pk] = Room.objects.create(event=new, name=room.name, capacity=room.capacity)
    speakers = {
        one.pk: Speaker.objects.create(
            event=new, name=one.name, role=one.role, organisation=one.organisation
        )
        for one in old.speakers.all()
    }
    for item in old.items.prefetch_related("appearances"):
        spoken = [appearance.speaker_id for appearance in item.appearances.all()]
        item.pk, item.event, item.taken = None, new, 0
        item._state.adding = True
        item.room = rooms[item.room_id] if item.room_id else None
        item.during = shifted(item.during, shift)
        item.save(force_insert=True)
        for pk in spoken:
            Appearance.objects.create(item=item, speaker=speakers[pk])


def _go(event: Event, verb: str, *, by: User, at: datetime, reason: str = "") -> Event:
    try:
        return move_state(event, EVENT, verb, by=by, at=at, reason=reason)
    except IllegalMove as error:
        state = EventState(Event.objects.values_list("state", flat=True).get(pk=event.pk))
        raise Refused("wrong_state", state=state.label) from error
