"""The groups of a school year: added one by one, pasted from a list, or copied to the next year."""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.lib import dates
from andersom.workflow.domain import record
from schools.models import Group, School

from .labels import tidy, years_in

LONGEST_LABEL = 20
MOST_PUPILS = 60
USUAL_PUPILS = 25
MOST_LINES = 100
_HEADERS = {"groep", "groepen", "naam", "klas", "group", "name"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line that can become a group."""

    label: str
    years: int
    pupils: int


@dataclass(slots=True)
class Pasted:
    """What a pasted list holds: groups to add, names that exist, and lines with a fault."""

    rows: list[Row] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


class _Unusable(Exception):  # noqa: N818
    pass


def read(text: str, *, existing: Collection[str]) -> Pasted:
    """Read lines of name, number of pupils and, when the name does not tell, the years.

    Separated by a tab, a semicolon or a comma, as spreadsheets copy; a line with headings and empty
    lines are passed over. ``existing`` are names that the school year has already.
    """
    pasted = Pasted()
    taken = {label.casefold() for label in existing}
    for number, line in enumerate(text.splitlines(), 1):
        cells = _cells(line)
        if not any(cells) or (number == 1 and cells[0].casefold() in _HEADERS):
            continue
        if len(pasted.rows) >= MOST_LINES:
            pasted.errors.append(
                (number, _("A list has at most %(most)s groups.") % {"most": MOST_LINES})
            )
            break
        try:
            _take(pasted, _row(cells), taken)
        except _Unusable as unusable:
            pasted.errors.append((number, str(unusable)))
    return pasted


@transaction.atomic
def save(group: Group, *, by: User | None, at: datetime) -> Group:
    """Write a group that was filled in, new or changed."""
    new = group.pk is None
    group.save()
    about = f"{group.label} ({dates.school_year_label(group.school_year)})"
    school = group.school
    if new:
        record(school, "add_groups", target=school.status, by=by, at=at, reason=about)
    else:
        record(school, "change_group", target=school.status, by=by, at=at, reason=about)
    return group


@transaction.atomic
def add_all(
    school: School, school_year: int, rows: Collection[Row], *, by: User | None, at: datetime
) -> list[Group]:
    """Add groups to a school year; names that exist already are left as they are."""
    existing = {g.label.casefold() for g in school.groups.in_year(school_year)}
    added = Group.objects.bulk_create(
        Group(
            school=school,
            school_year=school_year,
            label=row.label,
            years=row.years,
            pupils=row.pupils,
        )
        for row in rows
        if row.label.casefold() not in existing
    )
    if added:
        names = ", ".join(group.label for group in added)
        about = f"{names} ({dates.school_year_label(school_year)})"
        record(school, "add_groups", target=school.status, by=by, at=at, reason=about)
    return added


def copy_to_next(school: School, school_year: int, *, by: User | None, at: datetime) -> list[Group]:
    """Copy the active groups to the school year after; pupils move up, names of groups stay."""
    rows = [
        Row(group.label, group.years, group.pupils)
        for group in school.groups.in_year(school_year).active()
    ]
    return add_all(school, school_year + 1, rows, by=by, at=at)


def named(text: str) -> Pasted:
    """Groups from names on one line, such as "5A, 6B 7": what a hurried leader types."""
    names = [name for name in re.split(r"[,;\n]+", text) if name.strip()]
    return read("\n".join(tidy(name) for name in names), existing=())


def _cells(line: str) -> list[str]:
    separator = next((mark for mark in "\t;," if mark in line), ",")
    cells = next(csv.reader([line.replace("\0", "")], delimiter=separator), [""])
    return [cell.strip() for cell in cells] or [""]


def _row(cells: list[str]) -> Row:
    label = tidy(cells[0])
    if not label:
        raise _Unusable(_("The name of the group is missing."))
    if len(label) > LONGEST_LABEL:
        raise _Unusable(_("“%(name)s” is too long: at most 20 characters.") % {"name": label})
    years = years_in(cells[2] if len(cells) > 2 and cells[2] else label)
    if not years:
        raise _Unusable(
            _("“%(name)s” does not tell which years are in it: add them, such as 5-6.")
            % {"name": label}
        )
    return Row(label, years, _pupils(cells[1] if len(cells) > 1 else ""))


def _pupils(text: str) -> int:
    if not text:
        return USUAL_PUPILS
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MOST_PUPILS:
        raise _Unusable(
            _("“%(value)s” is no number of pupils from 1 to %(most)s.")
            % {"value": text[:20], "most": MOST_PUPILS}
        )
    return int(text)


def _take(pasted: Pasted, row: Row, taken: set[str]) -> None:
    if row.label.casefold() in taken:
        pasted.known.append(row.label)
        return
    taken.add(row.label.casefold())
    pasted.rows.append(row)
