"""When a round is due, and that it is due only once."""

import pytest

from andersom.overview.domain.digests import editions
from andersom.overview.models import Edition
from tests.overview.digests.rounds import MONDAY, NEXT_MONDAY, TUESDAY, wall

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "names"),
    [
        ("2026-11-23T06:59", []),
        ("2026-11-23T07:00", ["2026-11-23", "2026-W48"]),
        ("2026-11-25T16:00", ["2026-11-25", "2026-W48"]),  # missed since Monday
        ("2026-11-25T20:00", []),  # nobody wants a digest in bed
        ("2026-11-28T09:00", []),  # Saturday
        ("2026-12-21T09:00", []),  # Christmas holiday
        ("2026-12-25T09:00", []),
        ("2027-01-04T07:00", ["2027-01-04", "2027-W01"]),
        ("2027-03-29T09:00", []),  # Easter Monday
        ("2027-03-30T07:00", ["2027-03-30", "2027-W13"]),  # the first school day of its week
        ("2027-07-19T09:00", []),  # summer
    ],
)
def test_round_is_due_in_the_morning_of_a_school_day(moment: str, names: list[str]) -> None:
    assert sorted({edition.name for edition in editions.due(wall(moment))}) == names


def test_seven_o_clock_is_that_of_the_wall_in_summer_and_winter() -> None:
    assert editions.due(wall("2027-06-14T06:59")) == []
    assert editions.due(wall("2027-06-14T07:00"))


def test_finished_round_is_not_due_again() -> None:
    found = editions.due(MONDAY)
    assert len(found) == 6  # two rhythms, three audiences
    Edition.objects.update(finished_at=MONDAY)
    assert editions.due(MONDAY) == []
    assert {edition.name for edition in editions.due(TUESDAY)} == {"2026-11-24"}


def test_news_is_what_happened_since_the_round_before() -> None:
    editions.due(MONDAY)
    editions.due(TUESDAY)
    editions.due(NEXT_MONDAY)
    since = {(one.name, one.since) for one in Edition.objects.filter(audience="school")}
    assert since == {
        ("2026-W48", wall("2026-11-16T07:00")),
        ("2026-11-23", wall("2026-11-22T07:00")),
        ("2026-11-24", MONDAY),
        ("2026-W49", MONDAY),
        ("2026-11-30", TUESDAY),
    }


def test_rounds_that_are_over_cost_two_looks(django_assert_num_queries) -> None:
    editions.due(MONDAY)
    Edition.objects.update(finished_at=MONDAY)
    with django_assert_num_queries(4):  # holidays of two kinds, known rounds, unfinished ones
        editions.due(MONDAY)
    with django_assert_num_queries(0):
        editions.due(wall("2026-11-23T22:00"))
