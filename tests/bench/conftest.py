"""What the measurements print and keep: a table of figures, and one line with the ratios."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.figures import table, told, write

LOAD = os.getloadavg()[0]  # before we began: what others do on this machine spoils the figures
Record = Callable[..., None]


@dataclass(frozen=True)
class Measured:
    """Ratios travel between machines, what stands ``beside`` does not."""

    what: str
    ratios: dict[str, object]
    beside: str
    target: str
    met: bool | None

    @property
    def cells(self) -> list[str]:
        answer = {None: "", True: "yes", False: "no"}[self.met]
        return [self.what, told(self.ratios), self.beside, self.target, answer]


MEASURED: list[Measured] = []
VERDICT: dict[str, object] = {}


@pytest.fixture
def record() -> Record:
    """``record("digest", beside="161 s", target="≥ 50", met=True, times_less=64)``"""

    def keep(
        what: str,
        *,
        beside: str = "",
        target: str = "",
        met: bool | None = None,
        **ratios: object,
    ) -> None:
        MEASURED.append(Measured(what, ratios, beside, target, met))

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not MEASURED:
        return
    head = ["What is measured", "Ratios", "On this machine", "Target", "Met"]
    figures = table(head, [one.cells for one in MEASURED])
    where = f"Measured on {os.cpu_count()} cores, with a load of {LOAD:.1f} before it began."
    terminalreporter.write_line(f"{figures}\n\n{where}")
    if target := os.environ.get("BENCH_REPORT"):
        write(Path(target), f"{figures}\n\n{where}")


def pytest_sessionfinish(exitstatus: int) -> None:
    VERDICT["verdict"] = "passed" if exitstatus == 0 else "failed"


def pytest_unconfigure() -> None:
    """Below everything else, so that it is the last line."""
    if not MEASURED:
        return
    missed = sum(one.met is False for one in MEASURED)
    ratios = " ".join(
        f"{one.what.split()[0].strip(',')}_{name}={value}"
        for one in MEASURED
        for name, value in one.ratios.items()
    )
    print(f"RESULT bench {told(VERDICT)} missed={missed} load={LOAD:.1f} {ratios}")
