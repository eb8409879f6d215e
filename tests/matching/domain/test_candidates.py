"""From the database through the engine and back."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from andersom.lib.dates import instant
from andersom.matching.domain import candidates, demand, supply
from andersom.matching.engine import Broken
from andersom.matching.models import WeightSet
from andersom.placements.domain import lessons
from andersom.placements.models import AreaRule
from andersom.reference.models import LearningArea, PostcodeArea
from providers.models import Availability, Qualification, Unavailable, VogRecord
from tests.factories.matching import NOW, TODAY, fitting, open_request
from tests.factories.placements import Place, rules
from tests.people import Cast

pytestmark = pytest.mark.django_db


def names(cast: Cast, **facts: object) -> list[str]:
    found = candidates.best(open_request(cast.school, **facts), today=TODAY)
    return [each.professional.name for each in found]


def test_best_puts_the_nearer_one_first(cast: Cast) -> None:
    fitting(cast.provider, "Ver", postcode_area=PostcodeArea.objects.get(pk="2491"))
    fitting(cast.provider, "Dichtbij")
    assert names(cast) == ["Dichtbij", "Ver"]


def test_best_explains_with_parts_that_add_up(cast: Cast) -> None:
    fitting(cast.provider, "Anna", hourly_rate=6000)
    (anna,) = candidates.best(open_request(cast.school, budget=7000), today=TODAY)
    parts = {part.code: (part.weight, part.value) for part in anna.explanation.parts}
    assert parts == {
        "distance": (25, 1000),
        "evaluations": (20, 750),
        "continuity": (20, 0),
        "dagdeel_fit": (10, 1000),
        "price": (10, 1000),
        "qualification": (10, 200),
        "load": (5, 1000),
    }
    assert anna.explanation.total == 67_000 == sum(w * v for w, v in parts.values())


def test_weights_in_use_decide(cast: Cast) -> None:
    fitting(cast.provider, "Dichtbij")
    fitting(
        cast.provider,
        "Bevoegd",
        licence="licensed",
        postcode_area=PostcodeArea.objects.get(pk="2491"),
    )
    other = WeightSet.objects.create(
        name="Bevoegd eerst",
        **dict.fromkeys(("evaluations", "continuity", "dagdeel_fit", "price", "load"), 0),
        distance=10,
        qualification=90,
    )
    assert names(cast) == ["Dichtbij", "Bevoegd"]
    other.use()
    assert names(cast) == ["Bevoegd", "Dichtbij"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"active": False}, "professional_inactive"),
        ({"years": 0b1}, "years"),
        ({"grid": 0b10}, "dagdelen"),
        ({"weekly_capacity": 30}, "capacity"),
        ({"vog": False}, "vog_missing"),
        ({"languages": 2}, "language"),
    ],
)
def test_judge_names_the_broken_rule(cast: Cast, change: dict[str, object], code: str) -> None:
    anna = fitting(cast.provider, "Anna", **change)
    request = open_request(cast.school)
    answer = candidates.judge(request, anna, today=TODAY)
    assert isinstance(answer, Broken)
    assert answer.code == code
    assert candidates.best(request, today=TODAY) == []


def test_judge_refuses_an_unapproved_provider(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    cast.provider.state = "submitted"
    cast.provider.save()
    anna.provider.refresh_from_db()
    answer = candidates.judge(open_request(cast.school), anna, today=TODAY)
    assert isinstance(answer, Broken)
    assert answer.code == "provider_not_approved"


def test_learning_area_that_needs_a_licence_is_enforced(cast: Cast) -> None:
    area = LearningArea.objects.get(slug="rekenen-en-wiskunde")
    AreaRule.objects.update_or_create(
        rule_set=rules(), learning_area=area, defaults={"verdict": "licensed"}
    )
    fitting(cast.provider, "Zonder")
    fitting(cast.provider, "Bevoegd", licence="licensed")
    assert names(cast, learning_area=area) == ["Bevoegd"]


def test_absence_and_change_of_grid_count_for_the_period(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    Availability.objects.update(valid_until=date(2026, 12, 6))
    Availability.objects.create(professional=anna, valid_from=date(2026, 12, 7), grid=0b01)
    request = open_request(cast.school)
    asked = demand.facts(request, today=TODAY)
    (known,) = supply.facts(asked, [anna], today=TODAY)
    assert (known.available, known.available_from, known.available_until) == (
        0b01,
        date(2026, 8, 1),
        None,
    )
    Unavailable.objects.create(
        professional=anna, first_day=date(2026, 12, 1), last_day=date(2026, 12, 14)
    )
    answer = candidates.judge(request, anna, today=TODAY)
    assert isinstance(answer, Broken)
    assert answer.code == "dates_away"


def test_lessons_take_dagdelen_and_room(cast: Cast) -> None:
    place = Place(cast.other_school, fitting(cast.provider, "Anna"))
    for week in range(3):
        place.lesson(date(2026, 11, 30) + timedelta(weeks=week), time(9), 90)
    asked = demand.facts(open_request(cast.school, day_parts=0b11), today=TODAY)
    (known,) = supply.facts(asked, [place.professional], today=TODAY)
    assert (known.booked, known.planned_minutes) == (0b01, 90)


def test_given_lessons_at_the_school_and_certificate_count(cast: Cast) -> None:
    place = Place(cast.school, fitting(cast.provider, "Anna"))
    lesson = place.lesson(date(2026, 11, 16))
    lessons.give(lesson, by=cast.leader, at=instant(date(2026, 11, 17), time(9)))
    Qualification.objects.create(
        professional=place.professional,
        kind="certificate",
        title="Scholingstraject",
        valid_from=date(2026, 7, 1),
    )
    asked = demand.facts(open_request(cast.school, group=place.groups[1]), today=TODAY)
    (known,) = supply.facts(asked, [place.professional], today=TODAY)
    assert (known.lessons_at_school, known.training_certificate) == (1, True)


def test_a_request_without_groups_or_place_is_unmatchable(cast: Cast) -> None:
    request = open_request(cast.school)
    request.groups.clear()
    with pytest.raises(demand.Unmatchable, match="no_groups"):
        candidates.best(request, today=TODAY)
    request.school.postcode_area = None
    with pytest.raises(demand.Unmatchable, match="no_place"):
        candidates.best(request, today=TODAY)


@pytest.mark.parametrize("count", [2, 12])
def test_best_asks_the_same_queries_for_few_and_many(
    cast: Cast, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        fitting(cast.provider, f"P{number}")
    request = open_request(cast.school)
    request.school.postcode_area  # noqa: B018 - fetched by the page
    with django_assert_num_queries(17):
        assert len(candidates.best(request, today=TODAY)) == count


def test_order_is_the_same_every_time_and_not_that_of_registration(cast: Cast) -> None:
    for number in range(8):
        fitting(cast.provider, f"P{number}")
    request = open_request(cast.school)
    first = [each.professional.pk for each in candidates.best(request, today=TODAY)]
    assert first == [each.professional.pk for each in candidates.best(request, today=TODAY)]
    assert first != sorted(first)
    assert NOW.date() == TODAY


def test_a_request_that_has_begun_is_judged_on_today(cast: Cast) -> None:
    request = open_request(cast.school)  # from 30 November to 18 December
    anna = fitting(cast.provider, "Anna", vog=False)
    VogRecord.objects.create(
        professional=anna,
        issued_on=date(2026, 11, 20),
        seen_on=date(2026, 12, 2),
        organisation="Klankrijk",
    )
    early = candidates.judge(request, anna, today=TODAY)
    assert isinstance(early, Broken)
    assert (early.code, early.fix_params) == ("vog_later", {"start": "2026-12-02"})
    later = candidates.judge(request, anna, today=date(2026, 12, 3))
    assert isinstance(later, candidates.Candidate)


def test_a_certificate_that_runs_out_after_the_first_day_stops_a_late_yes(
    cast: Cast, settings: Any
) -> None:
    settings.VOG_RENEWAL_MONTHS = 3  # fitting: issued on 1 September
    request, anna = open_request(cast.school), fitting(cast.provider, "Anna")
    assert isinstance(candidates.judge(request, anna, today=TODAY), candidates.Candidate)
    late = candidates.judge(request, anna, today=date(2026, 12, 2))
    assert isinstance(late, Broken)
    assert (late.code, late.params["on"]) == ("vog_expired", "2026-12-02")


def test_a_request_that_is_over_has_no_candidates(cast: Cast) -> None:
    with pytest.raises(demand.Unmatchable, match="over"):
        demand.facts(open_request(cast.school), today=date(2026, 12, 19))
