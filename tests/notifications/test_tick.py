"""Without beat and without a worker the same looks happen, from cron."""

from io import StringIO

import pytest
from django.core.management import call_command

from andersom.beat import TICKS
from andersom.notifications.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


def test_tick_looks_at_everything_of_the_timetable() -> None:
    said = StringIO()
    call_command("tick", stdout=said)
    assert said.getvalue().split() == sorted(TICKS)
    looked = Heartbeat.objects.exclude(last_success=None).values_list("name", flat=True)
    assert set(looked) >= set(TICKS)
