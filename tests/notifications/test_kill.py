"""Workers that are killed at random lose nothing and send nothing twice.

Two real processes deliver 300 mails to a real SMTP server. Again and again one of them gets
kill -9 and another takes its place. The control does the same with the way that most do it, and
has to show doubles, or the test would prove nothing. `make faults` does it longer.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notifications.killing import NAIVE, fill, judged, states, sweeper, tormented_pair
from tests.notifications.sink import Sink, process_env, serve

MAILS = 300
KILLS = 12
EVERY = (5, 20)  # mails between two kills

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slow_sink(tmp_path: Path) -> Iterator[tuple[Sink, dict[str, str]]]:
    """A server with 3 ms of latency, and the environment that leads workers to it."""
    sink = Sink(log=tmp_path / "relay.log", latency=0.003)
    controller = serve(sink)
    env = process_env(sink, controller.port) | {"LOG_LEVEL": "ERROR"}
    yield sink, env
    controller.stop()


def test_killed_workers_lose_nothing_and_double_nothing(slow_sink):
    sink, env = slow_sink
    seed = random.randrange(10_000)
    wanted, began = fill(MAILS), time.monotonic()
    kills = tormented_pair(sweeper(1.5), env, sink, times=KILLS, every=EVERY, seed=seed)
    lost, double = judged(sink, wanted)
    seconds = time.monotonic() - began
    print(f"{seed=} mails={MAILS} {kills=} {lost=} {double=} seconds={seconds:.1f}")
    assert kills >= 5
    assert (lost, double) == (0, 0)
    assert states() == {"sent": MAILS}


def test_control_sending_before_marking_doubles(slow_sink):
    """Negative control: fetch a batch, send it, mark it at the end, no claim."""
    sink, env = slow_sink
    wanted = fill(MAILS)
    kills = tormented_pair(NAIVE, env, sink, times=KILLS, every=EVERY, seed=1)
    lost, double = judged(sink, wanted)
    print(f"control: mails={MAILS} {kills=} {lost=} {double=}")
    assert lost == 0
    assert double > 0
