"""Registrations as rows of a file for the team."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook

from andersom.lib.dates import ZONE
from events.models import Needs, Registration

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes a text that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def people(chosen: QuerySet[Registration]) -> Iterator[list[Any]]:
    """A head, then a row for everybody. Not what they told about food and access."""
    yield [
        *(_("Event"), _("Name"), _("Organisation"), _("E-mail address"), _("State")),
        *(_("Number on the waiting list"), _("Rounds"), _("Came in at"), _("Registered at")),
    ]
    known = chosen.select_related("event").prefetch_related("choices__item")
    for one in known.order_by("event", "name", "pk"):
        rounds = ", ".join(choice.item.title for choice in one.choices.all())
        yield [
            *(one.event.title, one.name, one.organisation, one.email, one.get_state_display()),
            *(one.queue_number or "", rounds, _moment(one.checked_in_at), _moment(one.created_at)),
        ]


def needs(chosen: QuerySet[Registration]) -> Iterator[list[Any]]:
    """For the kitchen and the door: what was asked, of whoever has a place, and no names."""
    yield [_("Event"), _("Food"), _("Access")]
    told = Needs.objects.filter(registration__in=chosen.coming().values("pk"))  # type: ignore[attr-defined]
    for one in told.select_related("registration__event").order_by("food", "access"):
        yield [one.registration.event.title, one.food, one.access]


def csv_of(lines: Iterable[list[Any]]) -> bytes:
    """As Dutch Excel opens it: semicolons and a byte order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for line in lines:
        writer.writerow([safe(value) for value in line])
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(lines: Iterable[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=_("Registrations"))
    for line in lines:
        sheet.append([safe(value) for value in line])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def safe(value: Any) -> Any:
    """A value that no spreadsheet runs: texts that look like a formula get an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(ZONE):%d-%m-%Y %H:%M}" if at else ""
