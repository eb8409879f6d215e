"""Lessons as rows of a file, for a school, its board or the project team."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook

from andersom.lib.dates import month_bounds, school_year_label
from andersom.placements.models import LessonGroup
from schools.models import Board, School

# A spreadsheet takes a text that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file."""

    ending: str
    mime: str
    write: Callable[..., bytes]  # rows, and a title for the sheet


def rows(
    schools: QuerySet[School],
    *,
    first: date,
    last: date,
    school: School | None = None,
    board: Board | None = None,
) -> Iterator[list[Any]]:
    """A head, then a row for each group of each lesson that starts in the months given.

    ``schools`` are those that the asker may see; ``school`` and ``board`` narrow them.
    """
    found = LessonGroup.objects.filter(
        group__school__in=schools.values("pk"),
        during__startswith__gte=month_bounds(first)[0],
        during__startswith__lt=month_bounds(last)[1],
    )
    if school:
        found = found.filter(group__school=school)
    if board:
        found = found.filter(group__school__board=board)
    yield _head()
    related = found.select_related(
        "group__school__board", "lesson__professional__provider", "lesson__placement__domain"
    )
    for row in related.order_by("during", "group__school__name", "group__label", "pk").iterator(
        chunk_size=2000
    ):
        yield _row(row)


def _head() -> list[str]:
    return [
        _("School board"),
        _("School"),
        _("Location code"),
        _("School year"),
        _("Group"),
        _("Date"),
        _("Start"),
        _("End"),
        _("Minutes"),
        _("Domain"),
        _("Professional"),
        _("Provider"),
        _("Licence status"),
        _("Licensed teacher present"),
        _("State"),
        _("Counts for the limit"),
    ]


def _row(row: LessonGroup) -> list[Any]:
    lesson, group, school = row.lesson, row.group, row.group.school
    return [
        str(school.board or ""),
        school.name,
        school.location_code,
        school_year_label(group.school_year),
        group.label,
        lesson.day,
        lesson.starts.time(),
        lesson.ends.time(),
        lesson.minutes,
        lesson.placement.domain.name,
        lesson.professional.name,
        lesson.professional.provider.name,
        lesson.get_licence_display(),
        _("yes") if lesson.teacher_present else _("no"),
        lesson.get_state_display(),
        _("yes") if row.counted else _("no"),
    ]


def safe(value: Any) -> Any:
    """A value that no spreadsheet runs: texts that look like a formula get an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _csv(lines: Iterable[list[Any]], title: str = "") -> bytes:
    """As Dutch Excel opens it: semicolons, a byte order mark, days as 24-11-2026."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for line in lines:
        writer.writerow(safe(_dutch(value)) for value in line)
    return text.getvalue().encode("utf-8-sig")


def _dutch(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return f"{value:%H:%M}" if hasattr(value, "hour") else value


def _xlsx(lines: Iterable[list[Any]], title: str = "") -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=title or _("Lessons"))
    for line in lines:
        sheet.append([safe(value) for value in line])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


KINDS = {
    "csv": Kind("csv", "text/csv; charset=utf-8", _csv),
    "xlsx": Kind(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx
    ),
}
