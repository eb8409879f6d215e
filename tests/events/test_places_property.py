"""Any sequence of acts keeps the places counted, the line in order and nobody standing."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events.domain import places, registrations, rounds
from events.domain.refusals import Refused
from events.domain.registrations import Visitor
from events.models import Event, ProgrammeItem, Registration
from events.states import SEATED
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW, EventFactory, ItemFactory

HOUR = timedelta(hours=1)
NUMBERS = st.integers(0, 7)


class Meeting(RuleBasedStateMachine):
    """Three places, one round of two seats, and people who change their minds."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.event = EventFactory(capacity=3, answer_hours=5)
        self.item = ItemFactory(event=self.event, round=True, room__capacity=2)
        self.now, self.made = NOW, 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def one(self, number: int) -> Registration:
        known = list(Registration.objects.filter(event=self.event).order_by("pk"))
        return known[number % len(known)]

    def politely(self, act: object) -> None:
        with suppress(Refused):
            act()

    @rule(people=st.integers(1, 3), account=st.booleans())
    def come(self, people: int, account: bool) -> None:
        user = UserFactory() if account else None
        names = [f"p{self.made + number}" for number in range(people)]
        self.made += people
        visitors = [Visitor(f"{name}@example.org", name) for name in names]
        self.politely(lambda: registrations.register(self.event, visitors, user=user, at=self.now))

    @precondition(lambda self: self.made)
    @rule(number=NUMBERS, verb=st.sampled_from(["confirm", "accept", "cancel"]))
    def answer(self, number: int, verb: str) -> None:
        act = getattr(registrations, verb)
        self.politely(lambda: act(self.one(number), by=None, at=self.now))

    @precondition(lambda self: self.made)
    @rule(number=NUMBERS, wants=st.booleans())
    def choose(self, number: int, wants: bool) -> None:
        chosen = [self.item.pk] if wants else []
        self.politely(lambda: rounds.choose(self.one(number), chosen, by=None, at=self.now))

    @rule(hours=st.integers(1, 20))
    def wait(self, hours: int) -> None:
        """Never so long that the event begins."""
        self.now += hours * HOUR
        registrations.lapse_due(at=self.now)

    @rule(more=st.integers(1, 2))
    def bring_chairs(self, more: int) -> None:
        stored = Event.objects.get(pk=self.event.pk)
        stored.capacity += more
        stored.save(update_fields=["capacity"])
        places.offer_next(stored, at=self.now)

    @invariant()
    def places_are_counted(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        seated = event.registrations.filter(state__in=SEATED).count()
        assert event.taken == seated <= event.capacity
        assert seated == event.capacity or not event.registrations.in_line().exists()

    @invariant()
    def the_line_is_in_the_order_of_coming(self) -> None:
        line = list(self.event.registrations.in_line().values_list("pk", flat=True))
        assert line == sorted(line)

    @invariant()
    def who_has_no_place_has_no_round(self) -> None:
        item = ProgrammeItem.objects.get(pk=self.item.pk)
        assert item.taken == item.choices.count() <= 2
        assert not item.choices.exclude(registration__state__in=SEATED).exists()


@pytest.mark.django_db
def test_any_sequence_of_acts_keeps_the_places_right() -> None:
    run_state_machine_as_test(
        Meeting,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
