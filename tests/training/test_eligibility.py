"""Who may enrol: each criterion, its reason and what would mend it.

Today is Monday 23 November 2026. School weeks: the autumn holiday was 17-25 October, the Christmas
holiday is 19 December - 3 January.
"""

from datetime import date, timedelta

import pytest

from providers.models import Professional
from providers.states import Review
from schools.models import School
from tests import people
from tests.factories.placements import Place
from tests.factories.training import NOW, CohortFactory, trainee
from training.domain import eligibility
from training.models import Cohort, Waiver, WeeklySchool

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
WEEK = timedelta(weeks=1)


@pytest.fixture
def place(cast: people.Cast) -> Place:
    return Place(school=cast.school, professional=cast.professional)


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


def teach(place: Place, *days: date, state: str = "planned") -> None:
    for day in days:
        place.lesson(day, state=state)


def weekly(cohort: Cohort, professional: Professional, today: date = TODAY) -> eligibility.Result:
    return eligibility.judge(cohort, professional, today)[1]


def test_four_weeks_to_come_are_enough(place: Place, cohort: Cohort) -> None:
    teach(place, *[TODAY + number * WEEK for number in range(4)])
    results = eligibility.judge(cohort, place.professional, TODAY)
    assert [(each.code, each.met) for each in results] == [("link", True), ("weekly", True)]
    assert results[1].text == "U hebt een les in elk van de komende 4 schoolweken."
    assert eligibility.eligible(results)


def test_four_weeks_past_are_enough_and_holidays_do_not_count(place: Place, cohort: Cohort) -> None:
    """5, 12 October, then the autumn holiday, 26 October and 2 November."""
    days = [date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 26), date(2026, 11, 2)]
    teach(place, *days, state="given")
    found = weekly(cohort, place.professional, date(2026, 11, 9))
    assert (found.met, found.text) == (
        True,
        "U gaf les in elk van de afgelopen 4 schoolweken.",
    )


def test_week_of_today_may_count_but_need_not(place: Place, cohort: Cohort) -> None:
    friday = TODAY + timedelta(days=4)
    teach(place, *[TODAY + number * WEEK for number in (1, 2, 3)], date(2027, 1, 4))
    assert weekly(cohort, place.professional, friday).met
    Cohort.objects.update(weeks=5)
    cohort.refresh_from_db()
    assert not weekly(cohort, place.professional, friday).met
    teach(place, TODAY + timedelta(days=2))
    assert weekly(cohort, place.professional, friday).met


def test_missing_week_is_named(place: Place, cohort: Cohort) -> None:
    teach(place, TODAY, TODAY + WEEK, TODAY + 3 * WEEK)
    found = weekly(cohort, place.professional)
    assert not found.met
    assert (
        found.text == "Wij vragen een les in elk van 4 schoolweken; in de agenda staat er een in 3."
    )
    assert "de week van 07-12" in found.fix


def test_cancelled_and_proposed_lessons_do_not_count(place: Place, cohort: Cohort) -> None:
    teach(place, TODAY, TODAY + WEEK, state="cancelled")
    teach(place, TODAY + 2 * WEEK, TODAY + 3 * WEEK, state="proposed")
    assert "een in 0." in weekly(cohort, place.professional).text


def test_lessons_through_another_provider_count(place: Place, cohort: Cohort) -> None:
    teach(place, *[TODAY + number * WEEK for number in range(4)])
    other = trainee("Petra")
    Professional.objects.filter(pk=other.pk).update(user=place.professional.user)
    other.refresh_from_db()
    assert weekly(cohort, other).met


def declared(cohort: Cohort, professional: Professional, school: School, state: str) -> None:
    answered = None if state == "asked" else NOW
    WeeklySchool.objects.create(
        cohort=cohort,
        professional=professional,
        school=school,
        state=state,
        asked_at=NOW,
        answered_at=answered,
    )


@pytest.mark.parametrize(
    ("state", "met", "text"),
    [
        ("confirmed", True, "De Zeemeeuw heeft bevestigd dat u daar elke week lesgeeft."),
        ("asked", False, "Wij hebben het De Zeemeeuw gevraagd; er is nog geen antwoord."),
        ("denied", False, "De Zeemeeuw antwoordde dat u daar niet elke week lesgeeft."),
    ],
)
def test_declared_school_counts_once_confirmed(
    cast: people.Cast, cohort: Cohort, state: str, met: bool, text: str
) -> None:
    declared(cohort, cast.professional, cast.school, state)
    found = weekly(cohort, cast.professional)
    assert (found.met, bool(found.fix)) == (met, not met)
    assert found.text.endswith(text)


def test_school_confirmed_for_another_edition_does_not_count(
    cast: people.Cast, cohort: Cohort
) -> None:
    declared(CohortFactory(), cast.professional, cast.school, "confirmed")
    assert not weekly(cohort, cast.professional).met


def test_link_needs_an_approved_provider_and_an_active_profile(
    cast: people.Cast, cohort: Cohort
) -> None:
    professional = cast.professional
    professional.provider.state = Review.SUSPENDED
    link = eligibility.judge(cohort, professional, TODAY)[0]
    assert (link.met, link.text) == (False, "Klankrijk staat nu niet in de catalogus.")
    professional.active = False
    link = eligibility.judge(cohort, professional, TODAY)[0]
    assert (link.met, link.text) == (False, "Klankrijk heeft uw profiel op “gestopt” gezet.")


def test_exception_lets_in_and_shows_why(cast: people.Cast, cohort: Cohort) -> None:
    Waiver.objects.create(
        cohort=cohort, professional=cast.professional, reason="Begint in januari.", at=NOW
    )
    results = eligibility.judge(cohort, cast.professional, TODAY)
    assert [each.met for each in results] == [True, False, True]
    assert results[2].text == "Begint in januari."
    assert eligibility.eligible(results)


def test_number_of_questions_does_not_grow(
    place: Place, cohort: Cohort, cast: people.Cast, django_assert_num_queries
) -> None:
    with django_assert_num_queries(5):
        eligibility.judge(cohort, place.professional, TODAY)
    teach(place, TODAY, TODAY + WEEK, TODAY + 2 * WEEK)
    declared(cohort, cast.professional, cast.school, "asked")
    declared(cohort, cast.professional, cast.other_school, "denied")
    with django_assert_num_queries(5):
        eligibility.judge(cohort, place.professional, TODAY)
