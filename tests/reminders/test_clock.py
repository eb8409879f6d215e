"""Whatever the clock does, each reminder comes once and by day."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from andersom.lib.dates import ZONE, instant
from andersom.notifications.domain import reminders
from andersom.notifications.models import Email
from tests.factories.events import EventFactory, RegistrationFactory, between
from tests.reminders.scenes import SCENES, Scene, place

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def minutes_of(day: date) -> list[datetime]:
    """Every minute of a day by the wall: 1,380 or 1,500 of them when the clock changes."""
    first, end = instant(day, time.min), instant(day + timedelta(days=1), time.min)
    return [first + MINUTE * number for number in range(int((end - first) / MINUTE))]


def matters(tick: datetime) -> bool:
    """The whole night, and by day the minutes around which a rule could begin or end.

    In between nothing changes but the minute; there every half hour is looked at.
    """
    wall = tick.astimezone(ZONE)
    near = wall.minute <= 3 or wall.minute >= 57
    return not reminders.is_awake(tick) or near or wall.minute == 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sunday", "minutes"), [(date(2026, 10, 25), 1500), (date(2027, 3, 28), 1380)]
)
def test_on_the_days_that_the_clock_changes_each_comes_once(sunday: date, minutes: int) -> None:
    """A lesson and an event on the Monday after, an event a week later: told on this Sunday."""
    monday = sunday + timedelta(days=1)
    place(monday)
    for days in (1, 7):
        begins = instant(sunday + timedelta(days=days), time(13))
        event = EventFactory(
            during=between(0, 4).__class__(begins, begins + 4 * HOUR),
            opens_at=begins - 720 * HOUR,
            closes_at=begins - HOUR,
        )
        RegistrationFactory(event=event, created_at=begins - 480 * HOUR)
    written: Counter[tuple[str, str]] = Counter()
    ticks = minutes_of(sunday)
    assert len(ticks) == minutes
    for tick in filter(matters, ticks):
        for kind, count in reminders.run(at=tick).items():
            if count:
                written[kind, f"{tick.astimezone(ZONE):%H:%M}"] += count
    assert written == {
        ("placements.lessons_ahead", "08:00"): 2,
        ("events.reminder", "08:00"): 2,
        ("placements.week_ahead", "08:00"): 2,
    }


class AtRandomTicks(TestCase):
    """Whenever ticks come, and however many are lost, nothing comes twice or at night."""

    @given(
        st.sampled_from(SCENES),
        st.lists(st.integers(min_value=-3 * 1440, max_value=3 * 1440), min_size=1, max_size=6),
    )
    @settings(max_examples=25)
    def test_each_key_is_written_once(self, scene: Scene, minutes: list[int]) -> None:
        scene.build(1)
        total = 0
        for number in sorted(minutes):
            tick = scene.at + MINUTE * number
            total += sum(reminders.run(at=tick).values())
        keys = list(Email.objects.values_list("key", flat=True))
        assert len(keys) == len(set(keys)) == total
        for one in Email.objects.all():
            assert reminders.is_awake(one.created_at)
            assert one.not_after is None or one.not_after >= one.created_at
