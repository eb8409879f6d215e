from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from andersom.ui import texts


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (135, "2 hours 15"),
        (125, "2 hours 05"),
        (1320, "22 hours"),
        (-30, "−30 minutes"),
        (None, ""),
    ],
)
def test_minutes_text_counts_hours(minutes, text):
    assert texts.minutes_text(minutes) == text


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (0, "about 100 m"),
        (840, "about 800 m"),
        (949, "about 900 m"),
        (950, "about 1.0 km"),
        (2134, "about 2.1 km"),
        (9949, "about 9.9 km"),
        (12400, "about 12 km"),
    ],
)
def test_distance_text_is_never_more_exact_than_a_place(metres, text):
    assert texts.distance_text(metres) == text


def test_distance_text_uses_the_comma_in_dutch():
    with translation.override("nl"):
        assert "2,1 km" in texts.distance_text(2134)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "€\u00a00,00"),
        (5, "€\u00a00,05"),
        (6750, "€\u00a067,50"),
        (123450, "€\u00a01.234,50"),
        (-1250, "€\u00a0−12,50"),
        (None, ""),
    ],
)
def test_euro_text_is_dutch_in_dutch(cents, text):
    with translation.override("nl"):
        assert texts.euro_text(cents) == text


def test_day_text_is_lower_case_in_dutch():
    with translation.override("nl"):
        assert texts.day_text(date(2026, 11, 24)) == "di 24 nov"
        assert texts.day_text(date(2026, 11, 24), year=True) == "di 24 nov 2026"
        assert texts.day_text(date(2026, 11, 24), long=True) == "dinsdag 24 november"


def test_day_text_of_a_moment_is_the_local_day():
    assert texts.day_text(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "Tue 24 Nov"


def test_times_text_is_local():
    start = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert texts.times_text(start, datetime(2026, 11, 24, 10, 30, tzinfo=UTC)) == "10:30 – 11:30"
    assert texts.times_text(time(8, 30)) == "08:30"


@pytest.mark.parametrize(
    ("mask", "text"),
    [
        (0, "no groups"),
        (1, "group 1"),
        (0b11, "group 1 and 2"),
        (0b11110000, "group 5 to 8"),
        (0b10000111, "group 1 to 3 and 8"),
    ],
)
def test_years_text_joins_neighbours(mask, text):
    assert texts.years_text(mask) == text


def test_dagdelen_text_names_whole_days():
    assert texts.dagdelen_text(0b1000000111) == (
        "Monday (whole day), Tuesday morning and Friday afternoon"
    )
    assert texts.dagdelen_text(0) == "no day parts"
