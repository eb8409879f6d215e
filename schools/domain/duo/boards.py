"""The names of the school boards, which the sites file only knows by number."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .reading import UNREADABLE, Line, Table, read_table
from .sites import Rejected

COLUMNS = {
    "number": ("BEVOEGD GEZAG NUMMER",),
    "name": ("BEVOEGD GEZAG NAAM",),
    "kvk_number": ("KVK-NUMMER", "KVK NUMMER"),
}
REQUIRED = ("number", "name")
_NUMBER = re.compile(r"[0-9]{1,10}")
_KVK = re.compile(r"(?!0{8})[0-9]{8}")


@dataclass(frozen=True, slots=True)
class BoardRow:
    number: str
    name: str
    kvk_number: str


def read_boards(content: bytes) -> tuple[dict[str, BoardRow], list[Rejected]]:
    """Boards by number, and the lines that are of no use. Raises WrongShape."""
    table = read_table(content, COLUMNS, REQUIRED)
    boards: dict[str, BoardRow] = {}
    rejected: list[Rejected] = []
    for line in table:
        row = _board(table, line)
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            boards.setdefault(row.number, row)
    return boards, rejected


def _board(table: Table, line: Line) -> BoardRow | Rejected:
    if line.cells is None or UNREADABLE in line.text or "\0" in line.text:
        return Rejected(line.number, _("cannot be read"), line.text)
    number, name = table.value(line.cells, "number"), table.value(line.cells, "name")
    if not _NUMBER.fullmatch(number) or not name or len(name) > 160:
        return Rejected(line.number, _("has no usable number and name"), line.text)
    register = table.value(line.cells, "kvk_number").zfill(8)
    return BoardRow(number, name, register if _KVK.fullmatch(register) else "")
