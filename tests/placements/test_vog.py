"""The certificate of conduct gates on the day of every lesson, whichever way it is planned."""

from datetime import date, time

import pytest
from django.urls import reverse

from andersom.placements import hours
from andersom.placements.domain import lessons, placements
from andersom.placements.domain.planning import days_without_vog
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import Placement
from providers.models import VogRecord
from tests.factories.placements import NOW, Place, RequestFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db

MONDAY = hours.Slot(0, time(9), 60)


@pytest.fixture(autouse=True)
def _runs_out_in_december(settings, place: Place) -> None:
    """Issued on 12 March: the last day that counts is 12 December."""
    settings.VOG_RENEWAL_MONTHS = 9
    VogRecord.objects.filter(professional=place.professional).update(issued_on=date(2026, 3, 12))


@pytest.fixture
def proposed(place: Place) -> Placement:
    request = RequestFactory(school=place.school, groups=place.groups[1:])
    return placements.propose(request, place.professional, by=None, at=NOW, slots=[MONDAY])


def refused(code: str):
    return pytest.raises(Refused, check=lambda error: error.code == code)


def days(placement: Placement) -> list[str]:
    return [lesson.day.isoformat() for lesson in placement.lessons.order_by("during")]


def test_days_without_a_certificate_are_found_in_one_query(
    place: Place, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        found = days_without_vog(place.professional, date(2026, 12, 1), date(2026, 12, 15))
    assert sorted(found) == [date(2026, 12, 13), date(2026, 12, 14), date(2026, 12, 15)]


def test_a_series_leaves_out_the_dates_after_the_last_day(proposed: Placement) -> None:
    assert days(proposed) == ["2026-11-30", "2026-12-07"]
    assert [(row["day"], row["code"]) for row in proposed.skipped] == [("2026-12-14", "no_vog")]


def test_other_dates_are_judged_again(place: Place, proposed: Placement) -> None:
    thursday = hours.Slot(3, time(9), 60)
    placements.repropose(proposed, slots=[thursday], by=None, at=NOW)
    assert days(proposed) == ["2026-12-03", "2026-12-10"]


def test_one_more_lesson_needs_a_certificate_on_its_day(place: Place) -> None:
    with refused("no_vog") as no:
        lessons.add(
            place.placement, day=date(2026, 12, 14), start=time(9), minutes=60, by=None, at=NOW
        )
    assert "14 dec 2026" in no.value.text
    lessons.add(place.placement, day=date(2026, 12, 11), start=time(9), minutes=60, by=None, at=NOW)


def test_a_lesson_does_not_move_to_a_day_without_a_certificate(place: Place) -> None:
    lesson = place.lesson(date(2026, 12, 7))
    with refused("no_vog"):
        lessons.move(lesson, day=date(2026, 12, 15), start=time(9), by=None, at=NOW)


def test_a_certificate_that_must_be_renewed_soon_stops_nothing(settings, place: Place) -> None:
    settings.VOG_SOON_DAYS = 365
    lessons.add(place.placement, day=date(2026, 12, 11), start=time(9), minutes=60, by=None, at=NOW)


def test_a_later_certificate_opens_the_dates_again(place: Place, proposed: Placement) -> None:
    VogRecord.objects.create(
        professional=place.professional, issued_on=date(2026, 11, 2), seen_on=date(2026, 11, 16)
    )
    placements.repropose(proposed, slots=[MONDAY], by=None, at=NOW)
    assert days(proposed) == ["2026-11-30", "2026-12-07", "2026-12-14"]


def test_a_last_yes_tells_that_the_certificate_is_missing(
    place: Place, proposed: Placement
) -> None:
    VogRecord.objects.all().delete()
    placements.confirm(proposed, side="provider", by=None, at=NOW)
    with refused("lessons_lost") as no:
        placements.confirm(proposed, side="school", by=None, at=NOW)
    assert no.value.params["reasons"] == ["no_vog", "no_vog"]
    assert "VOG" in no.value.text


def test_the_page_to_add_a_lesson_says_what_is_missing(client, cast: Cast, place: Place) -> None:
    client.force_login(cast.leader)
    url = reverse("placements:lesson_add", args=[place.placement.pk])
    answer = client.post(url, {"day": "2026-12-14", "start": "09:00", "minutes": "60"})
    assert answer.status_code == 422
    assert "VOG" in answer.content.decode()
    assert "14 dec 2026" in answer.content.decode()
