"""The school register of DUO into our tables: first a comparison, then the change.

A preview makes the same comparison as an import, and stops there. Schools that a newer file lacks
are closed, never deleted, and reopen when they return; the file is the truth for a school's name
and address.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.reference.domain.places import pc4_of
from andersom.reference.models import PostcodeArea
from andersom.workflow.domain import move, record
from schools.domain.duo import BoardRow, Rejected, Site, WrongShape, read_boards, read_sites
from schools.models import Board, RegisterUpload, School
from schools.states import SCHOOL, UPLOAD, SchoolStatus, UploadState

# How many schools of a kind a preview names; the counts are always complete.
NAMED = 200


@dataclass(slots=True)
class Change:
    """A school that we know and the file tells otherwise about: field → (now, in the file)."""

    school: School
    site: Site
    differences: dict[str, tuple[str, str]]


@dataclass(slots=True)
class Comparison:
    """What an import would do. ``read`` counts the lines of the municipality."""

    read: int
    rejected: list[Rejected]
    boards: dict[str, BoardRow]
    new: list[Site] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[School] = field(default_factory=list)
    reopened: list[Change] = field(default_factory=list)
    closed: list[School] = field(default_factory=list)

    def line(self) -> str:
        """The report in one line; the same words for the command, the admin and the journal."""
        return (
            f"read {self.read} · new {len(self.new)} · changed {len(self.changed)} · "
            f"unchanged {len(self.unchanged)} · closed {len(self.closed)} · "
            f"reopened {len(self.reopened)} · rejected {len(self.rejected)}"
        )

    def details(self) -> dict[str, Any]:
        """Names behind the counts, as plain values to keep."""
        return {
            "new": [f"{site.code} {site.facts['name']}" for site in self.new[:NAMED]],
            "changed": [_told(change) for change in self.changed[:NAMED]],
            "closed": [f"{s.location_code} {s.name}" for s in self.closed[:NAMED]],
            "reopened": [f"{c.site.code} {c.site.facts['name']}" for c in self.reopened[:NAMED]],
            "rejected": [[row.line, row.reason] for row in self.rejected[:NAMED]],
        }


def compare(content: bytes, *, municipality: str, boards: bytes = b"") -> Comparison:
    """Hold the file against what we have; changes nothing. Raises WrongShape."""
    found = read_sites(content, municipality=municipality)
    names, _unusable = read_boards(boards) if boards else ({}, [])
    result = Comparison(read=found.read, rejected=found.rejected, boards=names)
    known = {
        school.location_code: school
        for school in School.objects.filter(municipality=municipality).select_related("board")
    }
    for site in found.sites:
        _place(result, site, known.pop(site.code, None))
    damaged = "\n".join(row.text.upper() for row in found.rejected)
    result.closed = [
        school
        for school in known.values()
        # A damaged line about a school is no proof that the school is gone.
        if school.status == SchoolStatus.OPEN and school.institution_code not in damaged
    ]
    return result


@transaction.atomic
def preview(
    *, file_name: str, content: bytes, boards: bytes, municipality: str, by: User, at: datetime
) -> RegisterUpload:
    """Keep an upload with what importing it would do. Raises WrongShape, and keeps nothing then."""
    found = compare(content, municipality=municipality, boards=boards)
    return RegisterUpload.objects.create(
        file_name=file_name[:200],
        municipality=municipality,
        content=content,
        boards=boards,
        uploaded_by=by,
        uploaded_at=at,
        line=found.line(),
        report=found.details(),
    )


@transaction.atomic
def apply(upload: RegisterUpload, *, by: User | None, at: datetime) -> Comparison:
    """Import a previewed upload. Compares anew: the schools may have changed since the preview.

    Raises WrongShape, or `machine.IllegalMove` when it was imported already.
    """
    _one_at_a_time()
    stored = RegisterUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    UPLOAD.target(stored.state, "apply")
    found = compare(
        bytes(stored.content), municipality=stored.municipality, boards=bytes(stored.boards)
    )
    _write(found, by=by, at=at)
    move(
        upload,
        UPLOAD,
        "apply",
        by=by,
        at=at,
        reason=found.line(),
        applied_at=at,
        line=found.line(),
        report=found.details(),
        content=b"",
        boards=b"",
    )
    return found


@transaction.atomic
def load(
    *,
    file_name: str,
    content: bytes,
    boards: bytes,
    municipality: str,
    by: User | None,
    at: datetime,
) -> Comparison:
    """Import at once, as the command does, with its line in the journal. Raises WrongShape."""
    _one_at_a_time()
    found = compare(content, municipality=municipality, boards=boards)
    _write(found, by=by, at=at)
    upload = RegisterUpload.objects.create(
        file_name=file_name[:200],
        municipality=municipality,
        state=UploadState.APPLIED,
        uploaded_by=by,
        uploaded_at=at,
        applied_at=at,
        line=found.line(),
        report=found.details(),
    )
    record(upload, "import", target=upload.state, by=by, at=at, reason=found.line())
    return found


def _one_at_a_time() -> None:
    """Hold off other imports until this transaction ends: two would add the same new schools."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('schools.register'))")


def _place(result: Comparison, site: Site, school: School | None) -> None:
    if school is None:
        result.new.append(site)
        return
    change = Change(school, site, _differences(school, site, result.boards))
    if school.status == SchoolStatus.CLOSED:
        result.reopened.append(change)
    elif change.differences:
        result.changed.append(change)
    else:
        result.unchanged.append(school)


def _differences(
    school: School, site: Site, boards: dict[str, BoardRow]
) -> dict[str, tuple[str, str]]:
    wanted = dict(site.facts)
    now = {name: getattr(school, name) for name in wanted}
    if site.board_number:
        now["board"] = school.board.number if school.board else ""
        wanted["board"] = site.board_number
    row = boards.get(site.board_number)
    if row and school.board and school.board.number == row.number:
        now |= {"board_name": school.board.name, "kvk_number": school.board.kvk_number}
        wanted |= {"board_name": row.name, "kvk_number": row.kvk_number or now["kvk_number"]}
    return {name: (now[name], value) for name, value in wanted.items() if now[name] != value}


def _write(found: Comparison, *, by: User | None, at: datetime) -> None:
    changes = [*found.changed, *found.reopened]
    sites = [*found.new, *(change.site for change in changes)]
    boards = _boards({site.board_number for site in sites if site.board_number}, found.boards)
    areas = PostcodeArea.objects.visitable().in_bulk({pc4_of(s.facts["postcode"]) for s in sites})
    School.objects.bulk_create(
        School(
            location_code=site.code,
            institution_code=site.code[:4],
            created_at=at,
            **_columns(site, boards, areas),
        )
        for site in found.new
    )
    for change in changes:
        columns = _columns(change.site, boards, areas)
        School.objects.filter(pk=change.school.pk).update(**columns)
    for change in found.reopened:
        _turn(change.school, "reopen", _("Stands in the register again."), by=by, at=at)
    for school in found.closed:
        _turn(school, "close", _("No longer stands in the register."), by=by, at=at)


def _turn(school: School, verb: str, reason: str, *, by: User | None, at: datetime) -> None:
    move(school, SCHOOL, verb, by=by, at=at, reason=reason, field="status")


def _columns(
    site: Site, boards: dict[str, Board], areas: dict[str, PostcodeArea]
) -> dict[str, Any]:
    columns: dict[str, Any] = dict(site.facts)
    columns["postcode_area"] = areas.get(pc4_of(site.facts["postcode"]))
    if site.board_number:
        columns["board"] = boards[site.board_number]
    return columns


def _boards(numbers: Iterable[str], rows: dict[str, BoardRow]) -> dict[str, Board]:
    """The boards with these numbers, made when new, named when the boards file does."""
    found = {board.number: board for board in Board.objects.filter(number__in=numbers)}
    missing = sorted(set(numbers) - set(found))
    for board in Board.objects.bulk_create(Board(number=number) for number in missing):
        found[board.number] = board
    for number, board in found.items():
        if row := rows.get(number):
            board.name, board.kvk_number = row.name, row.kvk_number or board.kvk_number
    Board.objects.bulk_update(found.values(), ["name", "kvk_number"])
    return found


def _column(name: str) -> str:
    """How people call a column of ours."""
    if name == "board_name":
        return _("name of the board")
    column = (Board if name == "kvk_number" else School)._meta.get_field(name)
    return str(getattr(column, "verbose_name", name))


def _told(change: Change) -> str:
    told = ", ".join(
        f"{_column(name)}: {a or '–'} → {b or '–'}" for name, (a, b) in change.differences.items()
    )
    return f"{change.site.code} {change.site.facts['name']} ({told})"


__all__ = ["Comparison", "WrongShape", "apply", "compare", "load", "preview"]
