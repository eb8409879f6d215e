"""From bytes to cells. The header decides which file it is; the order of columns never does."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

SEPARATORS = (";", ",", "\t")
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_LINE_END = re.compile(r"\r\n|\n|\r")


class WrongShape(ValueError):  # noqa: N818 - said to a person, not to a debugger
    """Not the file that was asked for. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its number, its text as it stands, and its cells when they add up."""

    number: int
    text: str
    cells: dict[str, str] | None
    found: int


@dataclass(frozen=True, slots=True)
class Table:
    """A file with a known header: field → column name of it, and its lines."""

    columns: dict[str, str]
    header: tuple[str, ...]
    separator: str
    lines: list[str]

    def __iter__(self) -> Iterator[Line]:
        """Yield a line per physical line, so that a stray quote cannot swallow the next ones."""
        for number, text in enumerate(self.lines, 2):
            if not text.strip():
                continue
            found = next(csv.reader([text], delimiter=self.separator), [])
            cells = None
            if len(found) == len(self.header):
                cells = {
                    name: value.strip() for name, value in zip(self.header, found, strict=True)
                }
            yield Line(number, text, cells, len(found))

    def value(self, cells: Mapping[str, str], field: str) -> str:
        """Value of one of our fields, without blanks: the register writes "nothing" as a space."""
        return cells.get(self.columns.get(field, ""), "")


def read_table(
    content: bytes, names: Mapping[str, tuple[str, ...]], required: tuple[str, ...]
) -> Table:
    """Find our fields in a file by any of the names of their columns.

    Raises WrongShape when a required field has no column.
    """
    lines = _LINE_END.split(decode(content))
    if not lines or not lines[0].strip():
        raise WrongShape(_("the file is empty"))
    best = max((_table(lines, separator, names) for separator in SEPARATORS), key=_width)
    missing = [names[field][-1] for field in required if field not in best.columns]
    if missing:
        raise WrongShape(
            _("the file lacks these columns: %(columns)s") % {"columns": ", ".join(missing)}
        )
    return best


def decode(content: bytes) -> str:
    """UTF-8, with or without its mark, else windows-1252, in which the old files were written."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _table(lines: list[str], separator: str, names: Mapping[str, tuple[str, ...]]) -> Table:
    cells = next(csv.reader([lines[0]], delimiter=separator), [])
    header = tuple(" ".join(cell.split()).upper() for cell in cells)
    columns = {
        field: column
        for field, known in names.items()
        if (column := next((name for name in known if name in header), None))
    }
    return Table(columns, header, separator, lines[1:])


def _width(table: Table) -> int:
    return len(table.columns)
