"""Workers that are killed at random lose nothing and send nothing twice.

Two real processes deliver 300 mails to a real SMTP server. Again and again one of them gets
kill -9 and another takes its place. The control does the same with the way that most do it, and
has to show doubles, or the test would prove nothing.
"""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from andersom.notifications.models import Email
from andersom.notifications.states import EmailState
from tests.factories.notifications import EmailFactory
from tests.notifications.sink import Sink, process_env, serve

MAILS = 300
KILLS = 12
PATIENCE = 90  # seconds on a busy machine; alone it takes seven
ROOT = Path(__file__).resolve().parents[2]
SWEEP = [sys.executable, "manage.py", "sweep", "--every", "0.1", "--lease", "1.5"]
NAIVE = [sys.executable, "-m", "tests.notifications.naive"]

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slow_sink(tmp_path: Path) -> Iterator[tuple[Sink, dict[str, str]]]:
    """A server with 3 ms of latency, and the environment that leads workers to it."""
    sink = Sink(log=tmp_path / "relay.log", latency=0.003)
    controller = serve(sink)
    env = process_env(sink, controller.port) | {"LOG_LEVEL": "ERROR"}
    yield sink, env
    controller.stop()


class Workers:
    """Two processes at a time; only those started here are ever killed."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.command, self.env = command, env
        self.running = [self.start(), self.start()]

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def kill_one(self, chance: random.Random) -> None:
        victim = chance.randrange(2)
        self.end(self.running[victim])
        self.running[victim] = self.start()

    def end(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def close(self) -> None:
        for process in self.running:
            self.end(process)


def torment(command: list[str], sink: Sink, env: dict[str, str], seed: int) -> int:
    """Let workers send everything while they are killed; returns how many were."""
    chance, kills, quiet_at = random.Random(seed), 0, len(sink.ids)
    workers, ends = Workers(command, env), time.monotonic() + PATIENCE
    try:
        while Email.objects.exclude(state=EmailState.SENT).exists():
            assert time.monotonic() < ends, states()
            time.sleep(0.02)
            # A kill counts only when mails have passed since the last one.
            if kills < KILLS and len(sink.ids) >= quiet_at + chance.randrange(5, 20):
                workers.kill_one(chance)
                kills, quiet_at = kills + 1, len(sink.ids)
    finally:
        workers.close()
    return kills


def states() -> dict[str, int]:
    return dict(Counter(Email.objects.values_list("state", flat=True)))


def judged(sink: Sink, wanted: set[str]) -> tuple[int, int]:
    """How many mails were lost, and how many copies too many came."""
    came = Counter(sink.ids)
    return len(wanted - set(came)), sum(came.values()) - len(came)


def test_killed_workers_lose_nothing_and_double_nothing(slow_sink):
    sink, env = slow_sink
    seed = random.randrange(10_000)
    EmailFactory.create_batch(MAILS, not_before=timezone.now() - timedelta(minutes=1))
    wanted = set(Email.objects.values_list("message_id", flat=True))
    began = time.monotonic()
    kills = torment(SWEEP, sink, env, seed)
    lost, double = judged(sink, wanted)
    seconds = time.monotonic() - began
    print(f"{seed=} mails={MAILS} {kills=} {lost=} {double=} seconds={seconds:.1f}")
    assert kills >= 5
    assert (lost, double) == (0, 0)
    assert states() == {"sent": MAILS}


def test_control_sending_before_marking_doubles(slow_sink):
    """Negative control: fetch a batch, send it, mark it at the end, no claim."""
    sink, env = slow_sink
    EmailFactory.create_batch(MAILS, not_before=timezone.now() - timedelta(minutes=1))
    wanted = set(Email.objects.values_list("message_id", flat=True))
    kills = torment(NAIVE, sink, env, seed=1)
    lost, double = judged(sink, wanted)
    print(f"control: mails={MAILS} {kills=} {lost=} {double=}")
    assert lost == 0
    assert double > 0
