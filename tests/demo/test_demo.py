"""The whole house, started from a copy of the checkout in a terminal of its own."""

import os
import pty
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

CODE = ("andersom", "providers", "schools", "training", "events", "templates", "static", "locale")
UP = "Ctrl-C stops everything."


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A copy whose path has a space and is too long for a socket."""
    copy = tmp_path / ("a checkout that lies far away " * 3).strip()
    for name in CODE:
        if (settings.BASE_DIR / name).exists():
            shutil.copytree(
                settings.BASE_DIR / name, copy / name, ignore=shutil.ignore_patterns("__pycache__")
            )
    shutil.copy(settings.BASE_DIR / "manage.py", copy)
    yield copy
    assert processes_of(copy) == []


class Terminal:
    """`manage.py demo` as a person runs it: in a terminal, ended by Ctrl-C."""

    def __init__(self, checkout: Path, *arguments: str) -> None:
        self.shown = ""
        ours, theirs = pty.openpty()
        self.line = ours
        environment = {"PATH": os.environ["PATH"], "HOME": str(checkout)}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", *arguments],
            cwd=checkout,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def read_until(self, text: str) -> str:
        """What is shown up to and including a text; all of it when the command ends first."""
        while text not in self.shown:
            try:
                new = os.read(self.line, 4096)
            except OSError:  # nobody has the terminal any more
                break
            self.shown += new.decode()
        return self.shown.replace("\r\n", "\n")

    def ctrl_c(self) -> int:
        """Interrupt the command and return its exit status."""
        self.process.send_signal(2)
        self.read_until("never shown")
        return self.process.wait(60)


def processes_of(checkout: Path) -> list[str]:
    """The commands that still run from a checkout or with its data."""
    found = []
    for process in psutil.process_iter(["cwd", "cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        if str(checkout) in f"{process.info['cwd']} {words}":
            found.append(words)
    return found


def test_demo_runs_stops_and_keeps_its_data(checkout: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        first = Terminal(checkout, "--port", str(port))
        shown = first.read_until(UP)

        assert "Building the demo city" in shown
        assert re.search(rf"Port {port} is taken, so \d+ it is\.", shown)
        assert len(processes_of(checkout)) > 5

        second = Terminal(checkout)
        refusal = r"It runs already \(process \d+, at http://127\.0\.0\.1:\d+\)"
        assert re.search(refusal, second.read_until("never shown"))
        assert second.process.wait(60) == 1
        assert first.ctrl_c() == 0
        assert first.shown.rstrip().endswith("The data stays in var/.")
    assert processes_of(checkout) == []

    again = Terminal(checkout, "--port", str(port))
    shown = again.read_until(UP)
    again.process.kill()  # as when the machine's memory is full
    again.process.wait(60)

    assert "Building the demo city" not in shown

    anew = Terminal(checkout, "--reset", "--port", str(port))
    shown = anew.read_until(UP)

    assert "Building the demo city" in shown
    assert anew.ctrl_c() == 0
