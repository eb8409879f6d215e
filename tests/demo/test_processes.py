import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from andersom import servers
from andersom.demo.processes import (
    ENDINGS,
    GaveUpError,
    Process,
    Supervisor,
    free_port,
    web_answers,
)

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
ENDS = [sys.executable, "-c", "print('no such thing')"]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    before = {number: signal.getsignal(number) for number in ENDINGS}
    supervisor = Supervisor(tmp_path, tmp_path / "processes")
    yield supervisor
    supervisor.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def number_of(process: Process) -> int:
    assert process.popen is not None
    return process.popen.pid


def test_stop_ends_everything_and_forgets_it(supervisor: Supervisor) -> None:
    numbers = [number_of(supervisor.start(name, SLEEPS, {})) for name in ("web", "worker")]

    supervisor.stop()

    assert [psutil.pid_exists(number) for number in numbers] == [False, False]
    assert not supervisor.record.exists()


def test_stop_kills_what_does_not_listen(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("andersom.demo.processes.STOP_SECONDS", 0.1)
    deaf = supervisor.start("deaf", [sys.executable, "-c", DEAF], {})
    servers.wait_until(lambda: "deaf" in deaf.log.read_text())

    supervisor.stop()

    assert deaf.popen is not None
    assert deaf.popen.returncode == -signal.SIGKILL


def test_watch_starts_again_and_then_gives_up_with_the_log(supervisor: Supervisor) -> None:
    said: list[str] = []
    process = supervisor.start("worker", ENDS, {})

    with pytest.raises(GaveUpError, match=r"worker does not stay up(?s:.)*no such thing"):
        supervisor.watch(said.append)

    assert said == [f"worker ended and is started again; see {process.log}"] * 3


def test_a_process_sees_its_environment(supervisor: Supervisor) -> None:
    show = [sys.executable, "-c", "import os; print(os.environ['ANDERSOM_DEMO'])"]

    process = supervisor.start("web", show, {"ANDERSOM_DEMO": "1"})

    assert servers.wait_until(lambda: process.log.read_text() == "1\n", seconds=10)


def test_leftovers_of_a_killed_run_are_ended(supervisor: Supervisor) -> None:
    left = supervisor.start("web", SLEEPS, {})

    Supervisor(supervisor.logs, supervisor.record).end_leftovers()

    assert not psutil.pid_exists(number_of(left))


def test_a_number_that_another_program_has_by_now_is_left_alone(supervisor: Supervisor) -> None:
    supervisor.record.write_text(f"{os.getpid()} 1.0\n\nnonsense\n")

    supervisor.end_leftovers()

    assert not supervisor.record.exists()


def test_stopping_nothing_keeps_the_record_of_the_run_that_is_on(supervisor: Supervisor) -> None:
    supervisor.record.write_text("1 1.0\n")

    supervisor.stop()

    assert supervisor.record.exists()


def test_free_port_passes_over_one_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]

        assert free_port(wanted) > wanted


def test_web_answers_is_false_where_nobody_listens() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # bound, but not listening

        assert web_answers(silent.getsockname()[1]) is False
