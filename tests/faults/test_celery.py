"""C1, C2, C4 and B4: Redis, workers and beat are killed, and the mail comes once all the same."""

import random
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from andersom.notifications.models import Email, Heartbeat
from andersom.notifications.states import EmailState
from tests.factories.notifications import EmailFactory
from tests.notifications.house import House
from tests.notifications.killing import fill, judged, torment

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def figures(house: House, wanted: set[str], times: int) -> dict[str, int]:
    lost, double = judged(house.sink, wanted)
    seen = {"mails": len(wanted), "times": times, "lost": lost, "double": double}
    return seen | ({"workers_restarted": house.revived} if house.revived else {})


def run(house: House, act, *, mails: int, times: int, every: tuple[int, int]) -> dict[str, int]:
    house.open()
    wanted = fill(mails)
    done = torment(house.sink, act, times=times, every=every, seed=1)
    assert done == times
    return figures(house, wanted, done)


def clean(found: dict[str, int]) -> bool:
    return (found["lost"], found["double"]) == (0, 0)


def test_redis_killed_ten_times(house, record):
    def act() -> None:
        house.kill_broker()
        time.sleep(2)
        house.start_broker()

    # Mail goes on leaving while it is away, so there has to be enough for all the times.
    found = run(house, act, mails=10_000, times=10, every=(100, 250))
    record("C1 Redis killed, 2 s away", **found)
    assert clean(found)


def test_redis_emptied_five_times(house, record):
    found = run(house, house.flush_broker, mails=2000, times=5, every=(200, 350))
    record("C1 Redis emptied", **found)
    assert clean(found)


def test_children_of_the_worker_killed_fifty_times(house, record):
    chance = random.Random(3)

    def act() -> None:
        while not house.kill_child(chance):
            time.sleep(0.1)

    found = run(house, act, mails=5000, times=50, every=(50, 90))
    record("C2 process of the pool killed", **found)
    assert clean(found)


def test_whole_worker_killed_fifty_times(house, record):
    found = run(house, lambda: house.restart("worker"), mails=5000, times=50, every=(50, 90))
    record("C2 whole worker killed", **found)
    assert clean(found)


def test_beat_killed_twenty_times_and_two_beats_at_once(house, record):
    house.open("worker", "beat", "beat-two")
    wanted = fill(2000)
    done = torment(house.sink, lambda: house.restart("beat"), times=20, every=(50, 90), seed=1)
    found = figures(house, wanted, done)
    record("B4 one of two beats killed", **found)
    assert clean(found)


def test_worker_hears_again_after_every_restart_of_redis(house, record):
    """A mail that is written after the restart has left within a minute."""
    house.open()
    slowest = 0.0
    for _ in range(20):
        house.kill_broker()
        house.start_broker()
        began = time.monotonic()
        email = EmailFactory(not_before=timezone.now())
        while not Email.objects.filter(pk=email.pk, state=EmailState.SENT).exists():
            assert time.monotonic() < began + 60, "the worker is deaf"
            time.sleep(0.1)
        slowest = max(slowest, time.monotonic() - began)
    record("C4 new work after a restart of Redis", times=20, slowest_seconds=round(slowest, 1))


def test_dead_worker_shows_in_the_database(house, record):
    house.open()
    began = timezone.now()
    while not Heartbeat.objects.filter(name="mail", last_success__gt=began).exists():
        time.sleep(0.2)
        assert timezone.now() < began + timedelta(minutes=2), "the worker never came up"
    house.kill("worker")
    stopped = timezone.now()
    time.sleep(3)
    late = Heartbeat.objects.late(stopped + timedelta(minutes=6))
    assert late.filter(name="mail").exists()
    record("C4 dead worker is seen", looks_after_its_death=0, late="after 5 minutes")
