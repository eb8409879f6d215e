"""What the long stage prints and keeps: a table of figures, and one line with the verdict."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.figures import table, told, write
from tests.notifications.conftest import template
from tests.notifications.house import House
from tests.notifications.sink import Sink, serve

__all__ = ["template"]

FIGURES: list[tuple[str, dict[str, object]]] = []
Record = Callable[..., None]


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """``record("B1 …", mails=5000, lost=0, double=0)``"""

    def keep(what: str, **figures: object) -> None:
        FIGURES.append((what, figures))
        print(what, figures)

    return keep


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[tuple[Sink, int]]:
    """A mail server with 3 ms of latency and a log, and its port."""
    sink = Sink(log=tmp_path / "relay.log", latency=0.003)
    controller = serve(sink)
    yield sink, controller.port
    controller.stop()


@pytest.fixture
def house(tmp_path: Path, sink: tuple[Sink, int]) -> Iterator[House]:
    """Not yet open; what it started is killed in the end."""
    house = House(tmp_path, *sink)
    yield house
    house.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    if not FIGURES:
        return
    rows = [[what, told(figures)] for what, figures in FIGURES]
    figures = table(["What is done", "Figures"], rows)
    total = {
        name: sum(int(str(figures.get(name, 0))) for _what, figures in FIGURES)
        for name in ("lost", "double", "errors")
    }
    terminalreporter.write_line(figures)
    if target := os.environ.get("FAULTS_REPORT"):
        write(Path(target), figures)
    verdict = "passed" if exitstatus == 0 else "failed"
    sums = " ".join(f"{name}={value}" for name, value in total.items())
    terminalreporter.write_line(f"RESULT faults verdict={verdict} {sums}")
