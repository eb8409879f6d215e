"""C1, C2, C4 and B4 in short: what is killed on the way loses no mail and doubles none.

A real worker, real beats and a Valkey of their own; `make faults` does the same at length.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from andersom.notifications.models import Email
from andersom.notifications.states import EmailState
from tests.factories.notifications import EmailFactory
from tests.notifications.house import House
from tests.notifications.killing import fill, judged, states, torment
from tests.notifications.sink import Sink, serve

MAILS = 100
EVERY = (20, 30)  # mails between two faults
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Not yet open; its mail server takes 15 ms a mail, so that there is time to kill."""
    sink = Sink(log=tmp_path / "relay.log", latency=0.015)
    controller = serve(sink)
    house = House(tmp_path, sink, controller.port)
    yield house
    house.close()
    controller.stop()


def survive(house: House, faults: list[Callable[[], object]]) -> None:
    """Deliver everything while these faults happen, one after the other."""
    wanted, coming, began = fill(MAILS), iter(faults), time.monotonic()

    def act() -> None:
        next(coming)()

    done = torment(house.sink, act, times=len(faults), every=EVERY, seed=1)
    lost, double = judged(house.sink, wanted)
    seconds = time.monotonic() - began
    print(f"mails={MAILS} faults={done} {lost=} {double=} {seconds=:.1f}")
    assert done == len(faults)
    assert (lost, double) == (0, 0)
    assert states() == {"sent": MAILS}


def test_redis_that_is_emptied_and_killed_loses_nothing_and_is_heard_again(house):
    def renewed() -> None:
        house.kill_broker()
        house.start_broker()

    house.open("worker", "beat")
    survive(house, [house.flush_broker, renewed])
    email, began = EmailFactory(not_before=timezone.now()), time.monotonic()
    while not Email.objects.filter(pk=email.pk, state=EmailState.SENT).exists():
        assert time.monotonic() < began + 60, "the worker is deaf"
        time.sleep(0.1)


def test_worker_that_is_killed_under_two_beats_loses_nothing_and_doubles_nothing(house):
    house.open("worker", "beat", "beat-two")
    survive(house, [lambda: house.restart("worker")])
