"""Small charts: the geometry is worked out here, the drawing is a template.

Every chart has a text alternative or a data table; widths are SVG attributes, since the
content security policy forbids inline styles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import pi

RING_LENGTH = 2 * pi * 40
BAR_WIDTH = 320
GAP = 2


@dataclass(frozen=True)
class Segment:
    """A piece of a bar: ``kind`` is given, planned, left or over; lengths in drawing units."""

    kind: str
    x: float
    width: float


def ring(share: float) -> str:
    """Return the dash pattern that draws ``share`` (0..1) of a circle with radius 40."""
    share = min(1.0, max(0.0, share))
    return f"{share * RING_LENGTH:.1f} {RING_LENGTH:.1f}"


def hours_segments(given: int, planned: int, left: int, limit: int) -> list[Segment]:
    """Divide the hours bar; all arguments in minutes.

    What is booked above the limit becomes a segment "over"; the bar then grows its scale,
    so that the limit can still be seen.
    """
    over = max(0, given + planned - limit)
    booked_left = max(0, left)
    given_in = min(given, limit)
    amounts = [
        ("given", given_in),
        ("planned", max(0, min(planned, limit - given_in))),
        ("over", over),
        ("left", booked_left),
    ]
    total = sum(amount for _, amount in amounts) or 1
    segments: list[Segment] = []
    x = 0.0
    for kind, amount in amounts:
        width = amount / total * BAR_WIDTH
        if amount > 0:
            segments.append(Segment(kind, round(x, 1), round(max(width - GAP, 1), 1)))
        x += width
    return segments


def marker(minutes: int, given: int, planned: int, left: int) -> float:
    """Return where on the hours bar a mark for ``minutes`` stands, in drawing units."""
    total = max(given + planned + max(0, left), 1)
    return round(min(minutes / total, 1) * BAR_WIDTH, 1)


@dataclass(frozen=True)
class Column:
    """One column of a chart, in drawing units, with its label and value as they were given."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The centre of the column, where its texts stand."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class ColumnChart:
    """A column chart of 480 by 200 units with its data."""

    title: str
    unit: str
    columns: Sequence[Column]
    base: int = 165


def columns(title: str, data: Iterable[tuple[str, int]], unit: str = "") -> ColumnChart:
    """Return a column chart; values are whole numbers of ``unit`` and not negative."""
    pairs = list(data)
    highest = max([value for _, value in pairs], default=0) or 1
    step = 480 / max(len(pairs), 1)
    width = min(step * 0.62, 64)
    made = []
    for index, (label, value) in enumerate(pairs):
        height = round(value / highest * 135, 1)
        x = round(index * step + (step - width) / 2, 1)
        made.append(Column(label, value, x, round(165 - height, 1), round(width, 1), height))
    return ColumnChart(title=title, unit=unit, columns=made)
