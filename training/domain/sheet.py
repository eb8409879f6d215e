"""An edition as rows of a file: who stands where. Without anything from intakes or reports."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from andersom.lib.dates import local_date
from training.domain.dashboard import Dashboard, Row


def rows(board: Dashboard) -> Iterator[list[Any]]:
    """A head, then a row for each enrolment in the order of applying."""
    yield [
        _("Name"),
        _("Provider"),
        _("Email"),
        _("State"),
        _("Since"),
        _("Applied on"),
        _("Sessions present"),
        _("Sessions made up for"),
        _("Sessions needed"),
        _("Visits signed"),
        _("Visits planned"),
        _("Visits missed"),
        _("Visits needed"),
        _("Waits for"),
        _("Certificate awarded on"),
    ]
    for row in sorted(board.rows, key=lambda each: (each.enrolment.applied_at, each.enrolment.pk)):
        yield [*_person(row), *_numbers(row), row.wait.text, _awarded(row)]


def _person(row: Row) -> list[Any]:
    one = row.enrolment
    return [
        one.professional.name,
        one.professional.provider.name,
        one.user.email if one.user else "",
        one.get_state_display(),
        _day(row.since),
        _day(one.applied_at),
    ]


def _numbers(row: Row) -> list[Any]:
    if row.progress is None:
        return [""] * 7
    attendance, visits = row.progress.attendance, row.progress.visits
    return [
        attendance.present,
        attendance.made_up,
        attendance.needed,
        visits.signed,
        visits.planned,
        visits.missed,
        visits.needed,
    ]


def _awarded(row: Row) -> Any:
    return row.certificate.awarded_on if row.certificate else ""


def _day(moment: datetime) -> Any:
    return local_date(moment)
