"""A placement of half a year: the page shows what comes, and folds the rest away."""

from datetime import date, time

import pytest
from django.urls import reverse

from tests.factories.placements import NOW, Place
from tests.people import Cast

pytestmark = pytest.mark.django_db


def page_of(cast: Cast, place: Place, time_machine) -> tuple[str, dict]:
    time_machine.move_to(NOW, tick=False)
    answer = cast.client("leader").get(reverse("placements:placement", args=[place.placement.pk]))
    return answer.content.decode(), answer.context


def lessons(place: Place, count: int) -> list:
    days = [date(2026, 12, day) for day in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16)]
    return [place.lesson(day, time(9)) for day in days[:count]]


def test_long_list_shows_the_next_six_and_folds_all(cast: Cast, place: Place, time_machine) -> None:
    planned = lessons(place, 12)
    planned[1].state = "cancelled"
    planned[1].save()
    page, context = page_of(cast, place, time_machine)

    shown = [row["lesson"] for row in context["coming"]]
    assert shown == [planned[0], *planned[2:7]]
    assert "Toon alle 12 lessen" in page
    assert page.count("<tr>") == 1 + 6 + 1 + 12


def test_short_list_is_shown_whole(cast: Cast, place: Place, time_machine) -> None:
    lessons(place, 8)
    page, context = page_of(cast, place, time_machine)

    assert not context["folded"]
    assert (page.count("<tr>"), "Toon alle" in page) == (1 + 8, False)
