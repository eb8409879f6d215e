"""Figures of a long stage: told in the terminal, and kept between the marks of a page in docs."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

BEGIN, END = "<!-- figures -->\n", "<!-- /figures -->"


def told(figures: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in figures.items())


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """In Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(page: Path, table: str) -> None:
    """Put the table between the two marks of the page."""
    head, _, rest = page.read_text().partition(BEGIN)
    tail = rest.partition(END)[2]
    page.write_text(f"{head}{BEGIN}{table}\n{END}{tail}")
