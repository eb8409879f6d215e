"""Killing at random whoever delivers mail, and telling what came of it."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from andersom.notifications.models import Email
from andersom.notifications.states import EmailState
from tests.factories.notifications import EmailFactory
from tests.notifications.sink import Sink

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds in which some mail has to move
NAIVE = [sys.executable, "-m", "tests.notifications.naive"]


def sweeper(lease: float) -> list[str]:
    """A sweep as a service of its own, with claims that end soon."""
    return [sys.executable, "manage.py", "sweep", "--every", "0.1", "--lease", str(lease)]


class Pair:
    """Two processes of one command; a killed one is started again. Only these are ever killed."""

    def __init__(self, command: list[str], env: dict[str, str], seed: int) -> None:
        self.command, self.env, self.chance = command, env, random.Random(seed)
        self.running = [self.start(), self.start()]

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def kill_one(self) -> None:
        number = self.chance.randrange(2)
        end(self.running[number])
        self.running[number] = self.start()

    def close(self) -> None:
        for process in self.running:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(10)


def tormented_pair(
    command: list[str],
    env: dict[str, str],
    sink: Sink,
    *,
    times: int,
    every: tuple[int, int],
    seed: int,
) -> int:
    """Two processes deliver everything while they are killed; how many were."""
    pair = Pair(command, env, seed)
    try:
        return torment(sink, pair.kill_one, times=times, every=every, seed=seed)
    finally:
        pair.close()


def fill(mails: int) -> set[str]:
    """Put so many mails in the queue; their Message-IDs."""
    made = EmailFactory.build_batch(mails, not_before=timezone.now() - timedelta(minutes=1))
    Email.objects.bulk_create(made, batch_size=1000)
    return set(Email.objects.values_list("message_id", flat=True))


def left() -> int:
    return Email.objects.exclude(state=EmailState.SENT).count()


def states() -> dict[str, int]:
    return dict(Counter(Email.objects.values_list("state", flat=True)))


def judged(sink: Sink, wanted: set[str]) -> tuple[int, int]:
    """How many mails were lost, and how many copies too many came."""
    came = Counter(sink.ids)
    return len(wanted - set(came)), sum(came.values()) - len(came)


def torment(
    sink: Sink, act: Callable[[], object], *, times: int, every: tuple[int, int], seed: int
) -> int:
    """Do ``act`` so many times, each after a random number of mails has passed; how often it was.

    Then wait until all have left. A run in which nothing moves for `PATIENCE` fails.
    """
    chance, done, mark = random.Random(seed), 0, len(sink.ids)
    step, moved, seen = chance.randrange(*every), time.monotonic(), left()
    while still := left():
        if still != seen:
            moved, seen = time.monotonic(), still
        assert time.monotonic() < moved + PATIENCE, states()
        if done < times and len(sink.ids) >= mark + step:
            act()
            done, mark, step = done + 1, len(sink.ids), chance.randrange(*every)
        time.sleep(0.02)
    return done
