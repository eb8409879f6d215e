"""Groups with lessons of their own in one placement: dates, hours, pages and mails."""

from datetime import date, time
from http import HTTPStatus

import pytest
from django.urls import reverse

from andersom.notifications.models import Email
from andersom.placements import hours
from andersom.placements.domain import lessons, placements
from andersom.placements.domain.refusals import Refused
from andersom.placements.models import GroupMonth, Placement
from schools.models import Request
from tests.factories.placements import NOW, GroupFactory, Place, RequestFactory, counted
from tests.people import Cast

pytestmark = pytest.mark.django_db

DECEMBER = date(2026, 12, 1)
MONDAY_MORNING, MONDAY = 0b01, 0b11


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def request_(place: Place) -> Request:
    return RequestFactory(school=place.school, groups=place.groups)


def propose(place: Place, request: Request, **facts: object) -> Placement:
    return placements.propose(request, place.professional, by=None, at=NOW, **facts)


def agree(placement: Placement) -> Placement:
    placements.confirm(placement, side="school", by=None, at=NOW)
    return placements.confirm(placement, side="provider", by=None, at=NOW)


def moments(placement: Placement) -> list[tuple[str, str]]:
    slots = placement.slots.select_related("group").order_by("weekday", "start")
    return [(f"{slot.weekday} {slot.start:%H:%M}", str(slot.group or "samen")) for slot in slots]


def url(name: str, *args: object) -> str:
    return reverse(f"placements:{name}", args=args)


def test_each_group_has_its_own_lessons_one_after_the_other(place: Place, request_) -> None:
    placement = propose(place, request_)
    assert moments(placement) == [("0 08:30", "7A"), ("0 09:30", "7B")]
    found = placement.lessons.order_by("during").prefetch_related("groups")
    assert [(lesson.day.day, *map(str, lesson.groups.all())) for lesson in found] == [
        (30, "7A"),
        (30, "7B"),
        (7, "7A"),
        (7, "7B"),
        (14, "7A"),
        (14, "7B"),
    ]


def test_groups_together_share_a_lesson(place: Place, request_: Request) -> None:
    request_.together = True
    placement = propose(place, request_)
    assert moments(placement) == [("0 08:30", "samen")]
    assert {len(lesson.groups.all()) for lesson in placement.lessons.all()} == {2}


def test_one_group_needs_no_choice(place: Place, request_: Request) -> None:
    placement = propose(place, request_, groups=place.groups[:1])
    assert moments(placement) == [("0 08:30", "samen")]


def test_each_group_is_charged_its_own_minutes_only(place: Place, request_: Request) -> None:
    slots = [
        hours.Slot(0, time(8, 30), 60, (place.groups[0].pk,)),
        hours.Slot(0, time(9, 30), 45, (place.groups[1].pk,)),
        hours.Slot(1, time(8, 30), 30),
    ]
    agree(propose(place, request_, slots=slots))
    charged = {row.group: row.minutes for row in GroupMonth.objects.filter(month=DECEMBER)}
    assert charged == {place.groups[0]: 2 * 60 + 3 * 30, place.groups[1]: 2 * 45 + 3 * 30}
    assert all(counted(group, DECEMBER) == minutes for group, minutes in charged.items())


def test_a_lesson_of_one_group_is_not_in_the_way_of_the_other(place: Place, request_) -> None:
    other = place.agreed(place.groups[:1], professional=place.another("Anna"))
    place.lesson(date(2026, 12, 7), time(9, 30), placement=other)  # 7A, at the time of 7B
    placement = propose(place, request_)
    assert moments(placement) == [("0 08:30", "7A"), ("0 09:30", "7B")]
    assert placement.skipped == []


def test_a_busy_group_goes_after_the_other(place: Place, request_: Request) -> None:
    other = place.agreed(place.groups[:1], professional=place.another("Anna"))
    place.lesson(date(2026, 12, 7), time(8, 30), placement=other)  # 7A
    assert moments(propose(place, request_)) == [("0 08:30", "7B"), ("0 09:30", "7A")]


def test_a_date_that_is_skipped_says_of_which_group(place: Place, request_: Request) -> None:
    other = place.agreed(place.groups[:1], professional=place.another("Anna"))
    place.lesson(date(2026, 12, 7), time(8, 30), placement=other)
    slots = [
        hours.Slot(0, time(8, 30), 60, (place.groups[0].pk,)),
        hours.Slot(0, time(9, 30), 60, (place.groups[1].pk,)),
    ]
    (row,) = propose(place, request_, slots=slots).skipped
    assert (row["day"], row["code"], row["groups"]) == ("2026-12-07", "overlap", ["7A"])


@pytest.mark.parametrize("parts", [MONDAY_MORNING, MONDAY])
def test_what_does_not_fit_goes_to_another_dagdeel_or_is_told(place, parts: int) -> None:
    groups = [*place.groups, GroupFactory(school=place.school, label="7C")]
    request = RequestFactory(
        school=place.school, groups=groups, lesson_minutes=100, day_parts=parts
    )
    placement = propose(place, request)
    third = [("0 12:30", "7C")] if parts == MONDAY else []
    assert moments(placement) == [("0 08:30", "7A"), ("0 10:10", "7B"), *third]
    mail = Email.objects.filter(kind="placements.placement_proposed").latest("pk")
    assert ("Voor groep 7C is in de week geen moment gevonden" in mail.text) == (not third)
    assert "Elke week: maandag 10:10, 1 uur 40 (groep 7B)" in mail.text.replace("\xa0", " ")


def test_a_late_yes_judges_each_lesson_for_its_own_group(place: Place, request_) -> None:
    placement = propose(place, request_)
    other = place.agreed(place.groups[:1], professional=place.another("Anna"))
    place.lesson(date(2026, 12, 7), time(9, 30), placement=other)  # 7A, while 7B has Petra
    assert agree(placement).state == "agreed"


def test_one_more_lesson_can_be_for_one_group(place: Place, request_: Request) -> None:
    placement = agree(propose(place, request_))
    facts = {"day": date(2026, 12, 8), "start": time(9), "minutes": 60, "by": None, "at": NOW}
    lesson = lessons.add(placement, groups=place.groups[1:], **facts)
    assert list(lesson.groups.all()) == place.groups[1:]
    with pytest.raises(Refused, check=lambda no: no.code == "other_groups"):
        lessons.add(placement, groups=[GroupFactory(school=place.school)], **facts)


def test_the_request_is_filled_when_each_group_has_lessons(place: Place, request_) -> None:
    agree(propose(place, request_, groups=place.groups[:1]))
    request_.refresh_from_db()
    assert request_.state == "partly_filled"
    agree(propose(place, request_, groups=place.groups[1:]))
    request_.refresh_from_db()
    assert request_.state == "filled"


# Pages.


def test_the_page_says_whose_moment_it_is_and_who_has_none(cast: Cast, place: Place) -> None:
    groups = [*place.groups, GroupFactory(school=place.school, label="7C")]
    request = RequestFactory(school=place.school, groups=groups, lesson_minutes=100)
    placement = propose(place, request)
    page = cast.client("leader").get(url("placement", placement.pk)).content.decode()
    assert "(groep 7B)" in page
    assert "Voor groep 7C is in de week geen moment gevonden" in page
    assert "(groep 7B)" in cast.client("leader").get(url("placement_list")).content.decode()


def post_slots(*rows: tuple[object, str, object]) -> dict[str, object]:
    data: dict[str, object] = {
        "slots-TOTAL_FORMS": len(rows),
        "slots-INITIAL_FORMS": 0,
        "start": "2026-11-30",
        "end": "2026-12-18",
    }
    for index, (weekday, start, group) in enumerate(rows):
        minutes = 60 if start else ""
        facts = {"weekday": weekday, "start": start, "minutes": minutes, "group": group}
        data |= {f"slots-{index}-{name}": value for name, value in facts.items()}
    return data


def test_other_times_are_chosen_for_each_group(cast: Cast, place: Place, request_) -> None:
    placement = propose(place, request_)
    client = cast.client("leader")
    page = client.get(url("times", placement.pk)).content.decode()
    assert "Allemaal samen" in page
    data = post_slots((1, "09:00", place.groups[1].pk), (1, "10:00", 0), ("", "", 0))
    assert client.post(url("times", placement.pk), data).status_code == HTTPStatus.FOUND
    assert moments(placement) == [("1 09:00", "7B"), ("1 10:00", "samen")]


def test_a_group_of_another_placement_is_an_error_at_the_field(cast: Cast, place, request_) -> None:
    placement = propose(place, request_)
    data = post_slots((1, "09:00", GroupFactory(school=place.school).pk))
    answer = cast.client("leader").post(url("times", placement.pk), data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(answer.context["slots"][0].errors) == ["group"]


def test_one_group_is_not_asked_which(cast: Cast, place: Place, request_: Request) -> None:
    placement = agree(propose(place, request_, groups=place.groups[:1]))
    page = cast.client("leader").get(url("lesson_add", placement.pk))
    assert "groups" not in page.context["form"].fields


def test_a_lesson_is_added_for_the_groups_that_are_ticked(cast: Cast, place, request_) -> None:
    placement = agree(propose(place, request_))
    client, data = cast.client("leader"), {"day": "2026-12-08", "start": "09:00", "minutes": "60"}
    answer = client.post(url("lesson_add", placement.pk), data)
    assert list(answer.context["form"].errors) == ["groups"]
    client.post(url("lesson_add", placement.pk), data | {"groups": [place.groups[1].pk]})
    added = placement.lessons.latest("pk")
    assert (added.day, list(added.groups.all())) == (date(2026, 12, 8), place.groups[1:])


def test_a_moment_that_is_emptied_is_left_out(cast: Cast, place: Place, request_) -> None:
    placement = propose(place, request_)
    first, second = (group.pk for group in place.groups)
    data = post_slots((0, "08:30", first), ("", "", second), ("", "", 0))
    data["slots-INITIAL_FORMS"] = 2
    answer = cast.client("leader").post(url("times", placement.pk), data)
    assert answer.status_code == HTTPStatus.FOUND
    assert moments(placement) == [("0 08:30", "7A")]
