"""Steps of a form or of a lifecycle, as values for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step; ``state`` is done, current or todo; ``url`` only where one may go back to."""

    label: str
    state: str = "todo"
    url: str = ""
    note: str = ""


def form_steps(labels: Sequence[str], current: int, urls: Sequence[str] = ()) -> list[Step]:
    """Return the steps of a form of which step ``current`` (counted from 1) is on the screen.

    Earlier steps are done. A step links to its url, when one is given, unless it is current.
    """
    steps = []
    for number, label in enumerate(labels, start=1):
        state = "done" if number < current else "current" if number == current else "todo"
        url = urls[number - 1] if number <= len(urls) and state != "current" else ""
        steps.append(Step(label=label, state=state, url=url))
    return steps
