"""The government's school holidays (opendata.rijksoverheid.nl, JSON, CC0) into our table."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from andersom.lib.dates import school_year_of
from andersom.reference.models import Holiday

REGION = Holiday.Region.MIDDEN
WHOLE_COUNTRY = "heel nederland"
SOURCE = "opendata.rijksoverheid.nl (CC0)"


class WrongShape(ValueError):  # noqa: N818 - said to a person, not to a debugger
    """The file is no school holidays answer; nothing was changed."""


class Broken(ValueError):  # noqa: N818
    """One vacation that cannot be read; the others go on."""


@dataclass(frozen=True, slots=True)
class Vacation:
    """One holiday of our region; ``last_day`` is included."""

    name: str
    first_day: date
    last_day: date
    advisory: bool


@dataclass(slots=True)
class Report:
    """Counts of one run. ``rejected`` holds (place in the file, reason)."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[tuple[str, str]] | None = None

    def __str__(self) -> str:
        return (
            f"read {self.read} · new {self.new} · changed {self.changed} · "
            f"unchanged {self.unchanged} · rejected {len(self.rejected or [])}"
        )


@transaction.atomic
def load(content: bytes) -> Report:
    """Bring the table in line with the file; school years that the file lacks stay as they are.

    A holiday is known by its school year and name, so a moved date changes a row instead of adding
    one. Raises WrongShape, and then nothing has changed.
    """
    report = Report(rejected=[])
    for place, found in read(content):
        report.read += 1
        if isinstance(found, Broken):
            report.rejected.append((place, str(found)))  # type: ignore[union-attr]
            continue
        outcome = _save(found)
        setattr(report, outcome, getattr(report, outcome) + 1)
    return report


def read(content: bytes) -> Iterator[tuple[str, Vacation | Broken]]:
    """Yield the vacations of region midden and of the whole country, each with its place."""
    for number, year in enumerate(_school_years(content), 1):
        if not isinstance(year, dict) or not isinstance(year.get("vacations"), list):
            yield f"school year {number}", Broken("no list of vacations")
            continue
        label = _text(year.get("schoolyear")) or f"school year {number}"
        for vacation in year["vacations"]:
            yield from _ours(label, vacation)


def _school_years(content: bytes) -> list[Any]:
    """The answer is a list of documents, or one; each has its school years under ``content``."""
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise WrongShape(f"not JSON: {error}") from None
    documents = parsed if isinstance(parsed, list) else [parsed]
    if not documents or not all(
        isinstance(document, dict) and isinstance(document.get("content"), list)
        for document in documents
    ):
        raise WrongShape('no school holidays: expected documents with "content"')
    return [year for document in documents for year in document["content"]]


def _ours(label: str, vacation: Any) -> Iterator[tuple[str, Vacation | Broken]]:
    if not isinstance(vacation, dict) or not isinstance(vacation.get("regions"), list):
        yield label, Broken("a vacation without regions")
        return
    place = f"{label}, {_text(vacation.get('type')) or '?'}"
    for region in vacation["regions"]:
        if not isinstance(region, dict):
            yield place, Broken("a region that is none")
        elif _text(region.get("region")).lower() in {REGION.value, WHOLE_COUNTRY}:
            try:
                yield place, _vacation(vacation, region)
            except Broken as broken:
                yield place, broken


def _vacation(vacation: dict[str, Any], region: dict[str, Any]) -> Vacation:
    name = _text(vacation.get("type"))
    if not name or len(name) > 80:
        raise Broken("no usable name")
    first, last = _day(region.get("startdate")), _day(region.get("enddate"))
    if last < first:
        raise Broken(f"ends ({last}) before it starts ({first})")
    compulsory = _text(vacation.get("compulsorydates")).lower() == "true"
    return Vacation(name, first, last, advisory=not compulsory)


def _day(text: Any) -> date:
    """The first ten characters; the time behind them is noise that a conversion would trust."""
    try:
        return date.fromisoformat(_text(text)[:10])
    except ValueError:
        raise Broken(f"no date: {_text(text)[:30]!r}") from None


def _text(value: Any) -> str:
    """Texts are padded with blanks; some answers have true where others have "true"."""
    return " ".join(str(value).split()) if value is not None else ""


def _save(vacation: Vacation) -> str:
    rows = Holiday.objects.filter(kind=Holiday.Kind.SCHOOL, region=REGION, name=vacation.name)
    year = school_year_of(vacation.first_day)
    row = next((row for row in rows if school_year_of(row.first_day) == year), None)
    facts = {
        "first_day": vacation.first_day,
        "last_day": vacation.last_day,
        "advisory": vacation.advisory,
    }
    if row is None:
        Holiday.objects.create(
            kind=Holiday.Kind.SCHOOL, region=REGION, name=vacation.name, source=SOURCE, **facts
        )
        return "new"
    if all(getattr(row, name) == value for name, value in facts.items()):
        return "unchanged"
    Holiday.objects.filter(pk=row.pk).update(**facts)
    return "changed"
