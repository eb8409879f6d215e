"""From a yes to agreed work: what the verbs do, and what they refuse politely."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from andersom.accounts.hats import Hat
from andersom.notifications.models import Email
from andersom.placements import hours, rules
from andersom.placements.domain import ledger, lessons, placements
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import GroupMonth, Placement, RuleSet
from andersom.placements.states import LessonState, PlacementState
from andersom.workflow.models import Move
from providers.models import Professional
from schools.models import ClosedDay, Request
from tests.factories.placements import NOW, Place, RequestFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db

MONDAY = hours.Slot(0, time(9), 60)
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def request_(place: Place) -> Request:
    return RequestFactory(school=place.school, groups=place.groups[1:])


@pytest.fixture
def proposed(place: Place, request_: Request) -> Placement:
    return placements.propose(request_, place.professional, by=None, at=NOW)


def refused(code: str):
    return pytest.raises(Refused, check=lambda error: error.code == code)


def days(placement: Placement) -> list[str]:
    return [lesson.day.isoformat() for lesson in placement.lessons.order_by("during")]


# Proposing.


def test_propose_puts_the_first_moment_of_the_asked_dagdeel_on_each_week(proposed) -> None:
    assert days(proposed) == ["2026-11-30", "2026-12-07", "2026-12-14"]
    assert {lesson.state for lesson in proposed.lessons.all()} == {LessonState.PROPOSED}
    assert [str(slot) for slot in proposed.slots.all()] == ["0 08:30"]


def test_propose_keeps_why_dates_are_skipped(place: Place, request_: Request) -> None:
    request_.end = date(2027, 1, 8)
    ClosedDay.objects.create(
        school=place.school,
        first_day=date(2026, 12, 7),
        last_day=date(2026, 12, 7),
        reason="Studiedag",
    )
    placement = placements.propose(request_, place.professional, by=None, at=NOW, slots=[MONDAY])

    found = [(row["day"], row["code"], row["params"]["name"]) for row in placement.skipped]
    assert found == [
        ("2026-12-07", "closed_day", "Studiedag"),
        ("2026-12-21", "holiday", "Kerstvakantie"),
        ("2026-12-28", "holiday", "Kerstvakantie"),
    ]


def test_propose_judges_the_series_month_by_month(place: Place, request_: Request) -> None:
    request_.end = date(2026, 12, 18)
    placement = placements.propose(
        request_,
        place.professional,
        by=None,
        at=NOW,
        slots=[hours.Slot(weekday, time(8, 30), 210) for weekday in range(5)],
    )

    over = [row for row in placement.skipped if row["code"] == "over_cap"]
    in_december = placement.lessons.filter(
        during__startswith__gte=datetime(2026, 12, 1, tzinfo=UTC)
    )
    assert sum(lesson.minutes for lesson in in_december) == 6 * 210
    assert over[0]["params"]["left"] == 60
    assert over[0]["params"]["label"] == "7B"


def test_propose_passes_over_moments_that_wait_for_a_yes(place: Place) -> None:
    """Where there is room: two proposals at one moment could not both become lessons."""
    request = RequestFactory(school=place.school, groups=place.groups)
    found = [
        placements.propose(request, place.professional, by=None, at=NOW, groups=[group])
        for group in place.groups
    ]
    assert [each.slots.get().start for each in found] == [time(8, 30), time(9, 30)]

    full = RequestFactory(school=place.school, groups=place.groups, lesson_minutes=180)
    again = placements.propose(full, place.professional, by=None, at=NOW, groups=place.groups[:1])
    assert again.slots.get().start == time(8, 30)  # rather than none at all


def test_propose_starts_tomorrow_at_the_earliest(place: Place, request_: Request) -> None:
    placement = placements.propose(
        request_, place.professional, by=None, at=NOW + timedelta(days=8), slots=[MONDAY]
    )

    assert days(placement) == ["2026-12-07", "2026-12-14"]


def test_propose_without_any_possible_date_can_still_be_proposed_anew(
    place: Place, request_: Request
) -> None:
    placement = placements.propose(
        request_, place.professional, by=None, at=NOW, slots=[hours.Slot(0, time(18), 60)]
    )
    assert (placement.lessons.count(), len(placement.skipped)) == (0, 3)

    with refused("no_dates"):
        placements.confirm(placement, side="school", by=None, at=NOW)
    placements.repropose(placement, slots=[MONDAY], by=None, at=NOW)
    assert placement.lessons.count() == 3


def test_propose_tells_both_sides(cast: Cast, proposed) -> None:
    found = Email.objects.filter(kind="placements.placement_proposed")

    assert set(found.values_list("user", flat=True)) == {
        cast.leader.pk,
        cast.coordinator.pk,
        cast.owner.pk,
        cast.professional_user.pk,
    }


@pytest.mark.parametrize(
    ("purpose", "phase"), [("trial", "trial"), ("structural", "trial"), ("cover", "cover")]
)
def test_structural_work_begins_as_a_trial(place: Place, request_, purpose, phase) -> None:
    request_.purpose = purpose

    placement = placements.propose(request_, place.professional, by=None, at=NOW)
    assert placement.phase == phase


# Confirming.


def agree(placement: Placement) -> Placement:
    placements.confirm(placement, side="school", by=None, at=NOW)
    return placements.confirm(placement, side="provider", by=None, at=NOW)


def test_one_yes_plans_nothing(proposed) -> None:
    placements.confirm(proposed, side="school", by=None, at=NOW)

    assert proposed.state == PlacementState.PROPOSED
    assert not GroupMonth.objects.exists()


def test_both_sides_confirm_and_all_is_arranged(place: Place, request_, proposed) -> None:
    agree(proposed)

    request_.refresh_from_db()
    assert (proposed.state, request_.state) == (PlacementState.AGREED, "filled")
    assert {lesson.state for lesson in proposed.lessons.all()} == {LessonState.PLANNED}
    assert place.groups[1].months.get(month=DECEMBER).minutes == 120
    assert Move.objects.of(proposed).filter(verb="agree").count() == 1
    assert Move.objects.filter(verb="plan").count() == 3
    assert Email.objects.filter(kind="placements.placement_agreed").count() == 4


def test_second_yes_of_the_same_side_changes_nothing(proposed) -> None:
    placements.confirm(proposed, side="school", by=None, at=NOW)
    placements.confirm(proposed, side="school", by=None, at=NOW + timedelta(hours=1))

    assert proposed.school_confirmed_at == NOW


def test_confirming_a_part_of_the_groups_fills_partly(place: Place) -> None:
    request = RequestFactory(school=place.school, groups=place.groups)
    placement = placements.propose(
        request, place.professional, by=None, at=NOW, groups=place.groups[1:]
    )
    agree(placement)

    request.refresh_from_db()
    assert request.state == "partly_filled"


def test_cancelling_agreed_work_reopens_the_request(place: Place, request_, proposed) -> None:
    agree(proposed)
    placements.cancel(proposed, by=None, at=NOW, reason="Toch niet")

    request_.refresh_from_db()
    assert request_.state == "open"
    assert {lesson.state for lesson in proposed.lessons.all()} == {LessonState.CANCELLED}
    assert place.groups[1].months.get(month=DECEMBER).minutes == 0


def test_a_group_keeps_what_ended_work_gave_it(place: Place) -> None:
    """Another placement falls through: somebody is sought for its groups only."""
    request = RequestFactory(school=place.school, groups=place.groups, day_parts=0b11)
    first, second = (
        placements.propose(request, place.professional, by=None, at=NOW, groups=[group])
        for group in place.groups
    )
    agree(first)
    agree(second)
    given = first.lessons.order_by("during").first()
    placements.end(first, by=None, at=given.during.upper, reason="Klaar")
    placements.cancel(second, by=None, at=given.during.upper, reason="Toch niet")

    request.refresh_from_db()
    assert request.state == "partly_filled"


def test_ending_keeps_what_was_given(proposed) -> None:
    agree(proposed)
    first = proposed.lessons.order_by("during").first()
    lessons.give(first, by=None, at=first.during.upper)
    placements.end(proposed, by=None, at=first.during.upper, reason="Klaar")

    states = [lesson.state for lesson in proposed.lessons.order_by("during")]
    assert states == [LessonState.GIVEN, LessonState.CANCELLED, LessonState.CANCELLED]


def test_late_confirmation_is_refused_kindly(proposed) -> None:
    placements.cancel(proposed, by=None, at=NOW, reason="Ingetrokken")

    with refused("too_late"):
        placements.confirm(proposed, side="school", by=None, at=NOW)


def test_confirm_names_the_dates_that_were_lost(place: Place, proposed) -> None:
    placements.confirm(proposed, side="school", by=None, at=NOW)
    other = place.agreed(place.groups[1:], professional=place.another("Piet"))
    place.lesson(date(2026, 12, 7), time(9), placement=other)

    with pytest.raises(Refused) as caught:
        placements.confirm(proposed, side="provider", by=None, at=NOW)

    assert caught.value.params == {"days": ["2026-12-07"], "reasons": ["overlap"]}
    proposed.refresh_from_db()
    assert proposed.provider_confirmed_at is None
    placements.repropose(proposed, slots=[MONDAY], by=None, at=NOW)
    assert days(agree(proposed)) == ["2026-11-30", "2026-12-14"]


# Lessons.


@pytest.mark.parametrize(
    ("day", "start", "minutes", "code"),
    [
        (date(2026, 12, 25), time(9), 60, "holiday"),
        (date(2026, 12, 5), time(9), 60, "no_school"),
        (date(2026, 12, 3), time(8), 60, "outside_school_times"),
        (date(2026, 12, 3), time(11, 30), 60, "break"),
        (date(2026, 12, 2), time(9, 30), 60, "overlap"),
        (date(2026, 11, 20), time(9), 60, "in_the_past"),
    ],
)
def test_lesson_is_refused_where_it_cannot_be(place: Place, day, start, minutes, code) -> None:
    place.lesson(date(2026, 12, 2))

    with refused(code):
        lessons.add(place.placement, day=day, start=start, minutes=minutes, by=None, at=NOW)


def test_closed_day_is_refused_with_the_next_school_day(place: Place) -> None:
    christmas = {"day": date(2026, 12, 25), "start": time(9), "minutes": 60}
    with refused("holiday") as caught:
        lessons.add(place.placement, **christmas, by=None, at=NOW)
    assert caught.value.params["open_on"] == "2027-01-04"
    assert caught.value.text.endswith("De eerste schooldag erna is maandag 4 januari.")


def test_lesson_over_the_limit_says_what_is_left_and_when_it_fits(place: Place) -> None:
    for day in range(1, 5):
        place.lesson(date(2026, 12, day), time(8, 30), 315)

    with pytest.raises(Refused) as caught:
        lessons.add(
            place.placement, day=date(2026, 12, 7), start=time(9), minutes=90, by=None, at=NOW
        )

    params = caught.value.params
    assert caught.value.code == "over_cap"
    assert (params["label"], params["left"], params["next"]) == ("7A", 60, "2027-01-04")
    exactly = lessons.add(
        place.placement, day=date(2026, 12, 7), start=time(9), minutes=60, by=None, at=NOW
    )
    assert exactly.state == LessonState.PLANNED


def test_area_that_needs_a_licence_is_refused(place: Place) -> None:
    rules = RuleSet.objects.get().area_rules.get(
        verdict="licensed", learning_area__slug="nederlands"
    )
    place.placement.learning_area = rules.learning_area
    place.placement.save()

    with refused("needs_licensed"):
        lessons.add(
            place.placement, day=date(2026, 12, 7), start=time(9), minutes=60, by=None, at=NOW
        )


def test_moving_a_lesson_leaves_its_own_time_and_hours_out_of_the_sum(place: Place) -> None:
    for day in (1, 2, 3, 4, 7, 8):
        place.lesson(date(2026, 12, day), time(8, 30), 205)
    place.lesson(date(2026, 12, 9), minutes=90)
    assert place.groups[0].months.get().left == 0
    lesson = place.placement.lessons.order_by("during").first()

    lessons.move(lesson, day=date(2026, 12, 1), start=time(8, 35), by=None, at=NOW)
    assert (lesson.starts.time(), lesson.minutes) == (time(8, 35), 205)


def test_moving_tells_the_others_where_it_was(cast: Cast, place: Place) -> None:
    lesson = place.lesson(date(2026, 12, 1))
    lessons.move(lesson, day=date(2026, 12, 3), start=time(10), by=cast.owner, at=NOW)

    found = Email.objects.filter(kind="placements.lesson_moved")
    assert found.count() == 3
    assert "10:00 – 11:00" in found.first().text


def test_cancelling_tells_also_when_the_lesson_was_planned_meanwhile(cast: Cast, proposed) -> None:
    lesson = proposed.lessons.order_by("during").first()
    assert lesson.state == LessonState.PROPOSED
    agree(proposed)
    lessons.cancel(lesson, by=None, at=NOW, reason="Ziek")
    assert Email.objects.filter(kind="placements.lesson_cancelled").exists()


def test_cancelling_needs_a_reason_and_gives_the_hours_back(place: Place) -> None:
    lesson = place.lesson(date(2026, 12, 1))
    with refused("reason_needed"):
        lessons.cancel(lesson, by=None, at=NOW, reason=" ")

    lessons.cancel(lesson, by=None, at=NOW, reason="Ziek")
    assert place.groups[0].months.get().minutes == 0
    with refused("too_late"):
        lessons.cancel(lesson, by=None, at=NOW, reason="Ziek")


def test_lesson_is_ticked_off_only_after_it_began(place: Place) -> None:
    lesson = place.lesson(date(2026, 12, 1))
    with refused("not_yet_given"):
        lessons.give(lesson, by=None, at=NOW)

    assert lessons.give(lesson, by=None, at=lesson.during.lower).state == LessonState.GIVEN


# The ledger.


def allow(place: Place, minutes: int, reason: str = "Ziekte") -> GroupMonth:
    return ledger.allow_extra(
        place.groups[0], month=DECEMBER, minutes=minutes, reason=reason, by=None, at=NOW
    )


def test_extra_minutes_only_where_the_rule_allows_them_with_a_reason(place: Place) -> None:
    with refused("extra_not_allowed"):
        allow(place, 60)
    RuleSet.objects.update(above=RuleSet.Above.ALLOW_WITH_REASON)
    with refused("reason_needed"):
        allow(place, 60, reason="")

    assert allow(place, 60).allowed == 23 * 60


def test_extra_minutes_in_use_cannot_be_taken_back(place: Place) -> None:
    RuleSet.objects.update(above=RuleSet.Above.ALLOW_WITH_REASON)
    allow(place, 60)
    for day in range(1, 5):
        place.lesson(date(2026, 12, day), time(8, 30), 330)
    lessons.add(place.placement, day=date(2026, 12, 7), start=time(9), minutes=60, by=None, at=NOW)

    with refused("extra_in_use"):
        allow(place, 30)


def test_sheet_tells_given_planned_and_left(place: Place) -> None:
    first = place.lesson(date(2026, 12, 1))
    place.lesson(date(2026, 12, 2), minutes=90)
    lessons.give(first, by=None, at=first.during.upper)

    lines = ledger.sheet(place.school, place.school.groups.order_by("label"), [DECEMBER])
    found = [(line.group.label, line.given, line.planned, line.left) for line in lines]
    assert found == [("7A", 60, 90, 1170), ("7B", 0, 0, 1320)]


@pytest.mark.parametrize(("minutes", "tone"), [(1055, "ok"), (1056, "warn"), (1320, "danger")])
def test_sheet_warns_from_the_share_of_the_rule(place: Place, minutes: int, tone: str) -> None:
    place.lesson(date(2026, 12, 1), time(0), minutes)

    [line] = ledger.sheet(place.school, place.school.groups.filter(label="7A"), [DECEMBER])
    assert line.tone == tone


def test_recount_applies_a_changed_rule_to_later_months_only(place: Place) -> None:
    place.lesson(date(2026, 11, 25))
    place.lesson(date(2026, 12, 1))
    RuleSet.objects.update(limit_minutes=600)
    ledger.recount("den-haag", month=DECEMBER, by=None, at=NOW)

    limits = GroupMonth.objects.order_by("month").values_list("limit_minutes", flat=True)
    assert list(limits) == [1320, 600]


def test_recount_that_would_pass_a_limit_changes_nothing(place: Place) -> None:
    place.lesson(date(2026, 12, 1))
    RuleSet.objects.update(limit_minutes=30)

    with refused("full"):
        ledger.recount("den-haag", month=DECEMBER, by=None, at=NOW)
    assert GroupMonth.objects.get().limit_minutes == 1320


def test_recount_counts_a_status_that_starts_to_count(place: Place) -> None:
    RuleSet.objects.update(counted_licences=["in_training"])
    place.lesson(date(2026, 12, 1), groups=place.groups)
    assert not GroupMonth.objects.exists()
    RuleSet.objects.update(counted_licences=["in_training", "subject_competent"])

    assert ledger.recount("den-haag", month=DECEMBER, by=None, at=NOW) == 2
    rows = GroupMonth.objects.order_by("group").values_list("minutes", "limit_minutes")
    assert list(rows) == [(60, 1320), (60, 1320)]
    assert Move.objects.filter(verb="recount").count() == 2


def test_recount_refuses_what_starts_to_count_above_the_limit(place: Place) -> None:
    RuleSet.objects.update(counted_licences=["in_training"], limit_minutes=30)
    lesson = place.lesson(date(2026, 12, 1))
    RuleSet.objects.update(counted_licences=["in_training", "subject_competent"])

    with refused("full"):
        ledger.recount("den-haag", month=DECEMBER, by=None, at=NOW)
    assert not lesson.lesson_groups.get().counted


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        ((600, ["subject_competent"]), (30, ["in_training"]), 0),
        ((30, ["in_training"]), (600, ["subject_competent"]), 60),
    ],
)
def test_recount_weighs_a_limit_and_a_status_that_change_together(
    place: Place, before: tuple, after: tuple, counted: int
) -> None:
    RuleSet.objects.update(limit_minutes=before[0], counted_licences=before[1])
    place.lesson(date(2026, 12, 1))
    GroupMonth.objects.get_or_create(group=place.groups[0], month=DECEMBER)
    RuleSet.objects.update(limit_minutes=after[0], counted_licences=after[1])

    ledger.recount("den-haag", month=DECEMBER, by=None, at=NOW)
    row = GroupMonth.objects.get()
    assert (row.minutes, row.limit_minutes) == (counted, after[0])


def test_licensed_professional_fills_no_ledger(place: Place, request_) -> None:
    Professional.objects.filter(pk=place.professional.pk).update(licence="licensed")
    place.professional.refresh_from_db()
    placement = placements.propose(request_, place.professional, by=None, at=NOW)
    agree(placement)

    assert not GroupMonth.objects.exists()


def test_lessons_stay_within_the_school_year_of_the_group(place: Place) -> None:
    """Or the same pupils would get a second limit from the group of the next year."""
    day = date(2027, 9, 6)
    with pytest.raises(Refused) as refused:
        lessons.add(place.placement, day=day, start=time(9), minutes=60, by=None, at=NOW)
    assert refused.value.code == "other_school_year"
    lesson = place.lesson(date(2026, 11, 30))
    with pytest.raises(Refused) as refused:
        lessons.move(lesson, day=day, start=time(9), by=None, at=NOW)
    assert refused.value.code == "other_school_year"


def test_room_of_a_given_lesson_changes_with_a_reason_of_the_school_only(place: Place) -> None:
    RuleSet.objects.update(counts_with_teacher=False)
    lesson = place.lesson(date(2026, 12, 1))
    after: dict[str, Any] = {"by": None, "at": lesson.during.upper}
    lessons.give(lesson, **after)
    with refused("school_decides"):
        lessons.set_teacher_present(lesson, True, side="provider", reason="Vergeten", **after)
    with refused("reason_needed"):
        lessons.set_teacher_present(lesson, True, side="school", reason=" ", **after)
    assert GroupMonth.objects.get().minutes == 60

    lessons.set_teacher_present(lesson, True, side="school", reason="Juf was erbij", **after)
    assert GroupMonth.objects.get().minutes == 0
    assert Move.objects.of(lesson).latest("pk").reason == "Juf was erbij"


@pytest.mark.parametrize(
    ("kind", "side"),
    [("school", "school"), ("provider", "provider"), ("professional", "provider")],
)
def test_hat_that_fits_the_placement_names_the_side(cast: Cast, place, kind, side) -> None:
    """Also for Leonie, who leads the school, when she works for the provider as well."""
    keys = {
        "school": place.school.pk,
        "provider": place.professional.provider_id,
        "professional": place.professional.pk,
    }
    hat = Hat(kind, keys[kind], "", "")
    assert rules.side_of(cast.leader, place.placement, hat) == side


def test_hat_of_neither_side_leaves_it_to_what_the_person_is(cast: Cast, place: Place) -> None:
    elsewhere = Hat("school", cast.other_school.pk, "", "")
    sides = [
        rules.side_of(user, place.placement, elsewhere)
        for user in (cast.leader, cast.owner, cast.professional_user, cast.other_leader)
    ]
    assert sides == ["school", "provider", "provider", ""]


def test_added_lesson_is_told_to_everybody_but_who_added_it(cast: Cast, place: Place) -> None:
    day = date(2026, 12, 7)
    lessons.add(place.placement, day=day, start=time(11), minutes=60, by=cast.leader, at=NOW)
    told = Email.objects.filter(kind="placements.lesson_added").values_list("address", flat=True)
    assert sorted(told) == ["cor@example.org", "olga@example.org", "petra@example.org"]
