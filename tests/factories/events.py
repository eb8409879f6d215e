"""Events on Monday 14 December 2026, 13:00 to 17:00 in Amsterdam, and who comes."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from factory.django import DjangoModelFactory

from events.models import (
    Appearance,
    Event,
    Expectation,
    ProgrammeItem,
    Recap,
    Registration,
    Room,
    Speaker,
    Theme,
)
from events.states import CardState, EventState, RegistrationState

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BEGINS, ENDS = datetime(2026, 12, 14, 12, tzinfo=UTC), datetime(2026, 12, 14, 16, tzinfo=UTC)
DAY = timedelta(days=1)


def between(start_hour: float, end_hour: float) -> DateTimeTZRange:
    """A range on the day of the event, in hours after its beginning."""
    return DateTimeTZRange(BEGINS + timedelta(hours=start_hour), BEGINS + timedelta(hours=end_hour))


class EventFactory(DjangoModelFactory):
    """Published, and open for registration on `NOW`."""

    class Meta:
        model = Event

    class Params:
        draft = factory.Trait(state=EventState.DRAFT)
        closed = factory.Trait(state=EventState.CLOSED)
        cancelled = factory.Trait(state=EventState.CANCELLED)
        reported = factory.Trait(state=EventState.RECAP)

    title = "Aanbiedersbijeenkomst"
    slug = factory.Sequence(lambda number: f"aanbiedersbijeenkomst-{number}")
    summary = "Samen kijken wat scholen nodig hebben."
    text = "Een middag voor aanbieders."
    during = factory.LazyFunction(lambda: DateTimeTZRange(BEGINS, ENDS))
    place = "Bleyenberg"
    address = "Grote Markt 10, Den Haag"
    accessibility = "De zaal is op de begane grond."
    capacity = 35
    opens_at, closes_at = NOW - DAY, BEGINS - DAY
    state = EventState.PUBLISHED


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda number: f"Zaal {number + 1}")
    capacity = 12


class SpeakerFactory(DjangoModelFactory):
    class Meta:
        model = Speaker

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda number: f"Spreker {number + 1}")
    role = "adviseur"
    organisation = "Gemeente"


class ItemFactory(DjangoModelFactory):
    """The first hour; ``round`` is in a room and chosen."""

    class Meta:
        model = ProgrammeItem

    class Params:
        round = factory.Trait(
            chosen=True,
            room=factory.SubFactory(RoomFactory, event=factory.SelfAttribute("..event")),
        )

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda number: f"Onderdeel {number + 1}")
    during = factory.LazyFunction(lambda: between(0, 1))


class AppearanceFactory(DjangoModelFactory):
    class Meta:
        model = Appearance

    item = factory.SubFactory(ItemFactory)
    speaker = factory.SubFactory(SpeakerFactory, event=factory.SelfAttribute("..item.event"))


class RegistrationFactory(DjangoModelFactory):
    """Comes; ``waiting`` is on the list, ``came`` has checked in."""

    class Meta:
        model = Registration

    class Params:
        waiting = factory.Trait(
            state=RegistrationState.WAITING,
            queue_number=factory.Sequence(lambda number: number + 1),
        )
        cancelled = factory.Trait(state=RegistrationState.CANCELLED)
        came = factory.Trait(checked_in_at=BEGINS)

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda number: f"Bezoeker {number + 1}")
    email = factory.Sequence(lambda number: f"bezoeker{number + 1}@example.org")
    organisation = "Klankrijk"
    state = RegistrationState.CONFIRMED
    created_at = NOW


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda number: f"Thema {number + 1}")


class ExpectationFactory(DjangoModelFactory):
    """A card on the wall."""

    class Meta:
        model = Expectation

    id = factory.LazyFunction(uuid4)
    event = factory.SubFactory(EventFactory)
    text = "Ik wil weten wat scholen nodig hebben."
    state = CardState.SHOWN


class RecapFactory(DjangoModelFactory):
    class Meta:
        model = Recap

    event = factory.SubFactory(EventFactory, reported=True)
    summary = "Vijfendertig aanbieders keken samen vooruit."
    text = "Het was een goede middag."
