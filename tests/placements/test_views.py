"""Pages of placements, calendar, lessons and hours: what they show, and to whom."""

from datetime import date, time, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from andersom import navigation
from andersom.lib.dates import local_date, month_of
from andersom.placements.domain import placements
from andersom.placements.models import CalendarFeed, GroupMonth, Lesson, Placement, RuleSet
from andersom.placements.states import LessonState, PlacementState
from andersom.placements.views import shown_as
from schools.models import Member
from tests.factories.placements import (
    NOW,
    GroupFactory,
    Place,
    PlacementFactory,
    RequestFactory,
)
from tests.people import Cast, client_for

pytestmark = pytest.mark.django_db

OK, FOUND, UNPROCESSABLE = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY
MEMBERS = ("leader", "coordinator", "owner", "professional_user")
STRANGERS = ("other_leader", "other_editor")


@pytest.fixture
def proposed(place: Place, time_machine) -> Placement:
    time_machine.move_to(NOW, tick=False)
    request = RequestFactory(school=place.school, groups=place.groups[1:])
    return placements.propose(request, place.professional, by=None, at=NOW)


@pytest.fixture
def lesson(place: Place, time_machine) -> Lesson:
    time_machine.move_to(NOW, tick=False)
    return place.lesson(date(2026, 12, 1))


def url(name: str, *args: object) -> str:
    return reverse(f"placements:{name}", args=args)


# What a page shows.


@pytest.mark.parametrize("name", MEMBERS)
def test_pages_open_for_both_sides(cast: Cast, proposed, lesson, name: str) -> None:
    client = cast.client(name)
    for address in (
        url("placement_list"),
        url("placement", proposed.pk),
        url("times", proposed.pk),
        url("stop", proposed.pk),
        url("lesson_add", proposed.pk),
        url("calendar"),
        url("calendar") + "?maand=2026-12&weergave=lijst",
        url("subscription"),
        url("lesson", lesson.pk),
        url("lesson_move", lesson.pk),
        url("lesson_cancel", lesson.pk),
    ):
        assert client.get(address).status_code == OK, address


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_never_learn_that_it_exists(cast: Cast, proposed, lesson, name: str) -> None:
    client = cast.client(name)
    for route in ("placement", "times", "stop", "lesson_add"):
        assert client.get(url(route, proposed.pk)).status_code == HTTPStatus.NOT_FOUND, route
    for route in ("lesson", "lesson_move", "lesson_cancel"):
        assert client.get(url(route, lesson.pk)).status_code == HTTPStatus.NOT_FOUND, route
    for route, pk in [
        ("confirm", proposed.pk),
        ("contract", proposed.pk),
        ("lesson_give", lesson.pk),
        ("lesson_teacher", lesson.pk),
    ]:
        assert client.post(url(route, pk)).status_code == HTTPStatus.NOT_FOUND, route


def test_team_looks_on_and_does_not_act(cast: Cast, proposed, lesson) -> None:
    client = cast.client("team")

    assert client.get(url("placement", proposed.pk)).status_code == OK
    assert client.get(url("lesson", lesson.pk)).status_code == OK
    assert client.post(url("confirm", proposed.pk)).status_code == HTTPStatus.FORBIDDEN


def test_calendar_of_another_hat_does_not_show_the_lesson(cast: Cast, lesson) -> None:
    page = cast.client("other_leader").get(url("calendar") + "?maand=2026-12")

    assert url("lesson", lesson.pk) not in page.content.decode()


@pytest.mark.parametrize(
    "query", ["maand=x", "maand=9999-12", "groep=0", "weergave=x", "professional=%25"]
)
def test_calendar_with_a_strange_query_shows_this_month(cast: Cast, query: str) -> None:
    assert cast.client("leader").get(f"{url('calendar')}?{query}").status_code == OK


@pytest.mark.parametrize("query", ["", "?maand=", "?weergave=lijst"])
def test_calendar_without_a_month_names_this_one(cast: Cast, query: str, time_machine) -> None:
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)
    page = cast.client("leader").get(url("calendar") + query).content.decode()
    assert 'name="maand" value="2026-11"' in page


def test_team_narrows_a_calendar_that_is_too_full(cast: Cast, place, lesson, monkeypatch) -> None:
    place.lesson(date(2026, 12, 2))
    monkeypatch.setattr(shown_as, "MOST_IN_A_MONTH", 1)
    client, address = cast.client("team"), url("calendar") + "?maand=2026-12"
    assert "Nog 1 les in deze maand staat hier niet bij" in client.get(address).text
    monkeypatch.setattr(shown_as, "MOST_IN_A_MONTH", 2)
    assert client.get(address).context["hidden"] == 0

    for name, right in (("school", place.school), ("aanbieder", place.professional.provider)):
        page = client.get(f"{address}&{name}={right.pk}")
        assert (page.context["active"], page.context["minutes"]) == (1, 120)
    other = Place(school=cast.other_school, professional=cast.other_professional)
    page = client.get(f"{address}&school={other.school.pk}")
    assert (page.context["active"], page.context["minutes"]) == (1, 0)


def test_area_that_asks_attention_is_named(cast: Cast, place: Place, proposed) -> None:
    area = RuleSet.objects.get().area_rules.get(verdict="warn", learning_area__slug="burgerschap")
    Placement.objects.filter(pk=proposed.pk).update(learning_area=area.learning_area)

    page = cast.client("leader").get(url("placement", proposed.pk)).content.decode()
    assert "Spreek af wie welk deel van de les verzorgt." in page


# Confirming.


def test_both_sides_confirm_and_the_lessons_are_planned(cast: Cast, proposed) -> None:
    for name in ("leader", "owner"):
        answer = cast.client(name).post(url("confirm", proposed.pk))
        assert (answer.status_code, answer.url) == (FOUND, proposed.get_absolute_url())

    proposed.refresh_from_db()
    assert proposed.state == PlacementState.AGREED
    assert set(proposed.lessons.values_list("state", flat=True)) == {LessonState.PLANNED}


def test_lost_date_is_told_and_nothing_is_agreed(cast: Cast, place: Place, proposed) -> None:
    cast.client("owner").post(url("confirm", proposed.pk))
    other = place.agreed(place.groups[1:], professional=place.another("Piet"))
    taken = proposed.lessons.first()
    place.lesson(taken.day, taken.starts.time(), placement=other)

    page = cast.client("leader").post(url("confirm", proposed.pk), follow=True)

    proposed.refresh_from_db()
    assert proposed.state == PlacementState.PROPOSED
    assert "30 nov" in page.content.decode()


def slots_data(*rows: tuple[str, str, str]) -> dict[str, str]:
    data = {"slots-TOTAL_FORMS": str(len(rows)), "slots-INITIAL_FORMS": "0"}
    for number, (weekday, start, minutes) in enumerate(rows):
        data |= {
            f"slots-{number}-weekday": weekday,
            f"slots-{number}-start": start,
            f"slots-{number}-minutes": minutes,
        }
    return data


def test_other_times_replace_the_dates(cast: Cast, proposed) -> None:
    data = slots_data(("2", "13:00", "45"), ("", "", ""))
    answer = cast.client("leader").post(
        url("times", proposed.pk), data | {"start": "2026-12-01", "end": "2026-12-18"}
    )

    assert answer.status_code == FOUND
    found = [(each.day.isoformat(), each.minutes) for each in proposed.lessons.all()]
    assert found == [("2026-12-02", 45), ("2026-12-09", 45), ("2026-12-16", 45)]


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([("", "", "")], {}),
        ([("0", "09:00", "60"), ("0", "09:00", "45")], {}),
        ([("5", "09:00", "60")], {}),
        ([("0", "9 uur", "60")], {}),
        ([("0", "09:00", "481")], {}),
        ([("0", "09:00", "60")], {"end": "2026-11-01"}),
        ([("0", "09:00", "60")], {"end": "9999-12-31"}),
    ],
)
def test_wrong_times_are_refused_and_nothing_typed_is_lost(
    cast: Cast, proposed, rows, more
) -> None:
    data = slots_data(*rows) | {"start": "2026-12-01", "end": "2026-12-18"} | more
    page = cast.client("leader").post(url("times", proposed.pk), data)

    assert page.status_code == UNPROCESSABLE
    assert 'value="2026-12-01"' in page.content.decode()
    assert proposed.lessons.count() == 3


# Lessons.


def moment(day: str, start: str = "09:00", minutes: int = 60) -> dict[str, object]:
    return {"day": day, "start": start, "minutes": minutes, "reason": ""}


def test_lesson_is_moved(cast: Cast, lesson) -> None:
    answer = cast.client("owner").post(url("lesson_move", lesson.pk), moment("2026-12-03"))

    lesson.refresh_from_db()
    assert (answer.status_code, lesson.day) == (FOUND, date(2026, 12, 3))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (moment("2026-12-25"), "day"),  # holiday
        (moment("2026-12-05"), "day"),  # Saturday
        (moment("2026-12-03", "07:00"), "start"),
        (moment("2026-12-03", "11:30"), "start"),  # into the break
        (moment("2026-11-20"), "day"),  # past
        (moment("2026-02-30"), "day"),
        (moment("2026-12-03", minutes=5), "minutes"),
    ],
)
def test_impossible_moment_is_told_at_its_field(cast: Cast, lesson, wrong, field) -> None:
    page = cast.client("leader").post(url("lesson_move", lesson.pk), wrong)

    lesson.refresh_from_db()
    assert (page.status_code, lesson.day) == (UNPROCESSABLE, date(2026, 12, 1))
    assert f'value="{wrong["start"]}"' in page.content.decode()
    assert list(page.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in page.content.decode()


def test_refused_hour_says_what_is_left_and_the_next_date(cast: Cast, place: Place) -> None:
    for day in (1, 2, 3, 4):
        place.lesson(date(2026, 12, day), time(8, 30), 315)
    page = cast.client("leader").post(
        url("lesson_add", place.placement.pk), moment("2026-12-07", minutes=120)
    )
    text = page.content.decode()

    assert page.status_code == UNPROCESSABLE
    assert "1 uur" in text
    assert "4 jan 2027" in text


def test_lesson_is_cancelled_with_a_reason(cast: Cast, lesson) -> None:
    client = cast.client("leader")
    assert client.post(url("lesson_cancel", lesson.pk), {"reason": ""}).status_code == UNPROCESSABLE

    client.post(url("lesson_cancel", lesson.pk), {"reason": "Studiedag"})
    lesson.refresh_from_db()
    assert lesson.state == LessonState.CANCELLED


def test_lesson_is_ticked_off_and_back(cast: Cast, lesson, time_machine) -> None:
    time_machine.move_to(lesson.during.upper + timedelta(hours=1))
    client = cast.client("professional_user")

    wishes = [("1", LessonState.GIVEN), ("1", LessonState.GIVEN), ("0", LessonState.PLANNED)]
    for wished, state in wishes:  # a second "yes" from an old page undoes nothing
        client.post(url("lesson_give", lesson.pk), {"on": wished})
        lesson.refresh_from_db()
        assert lesson.state == state


def test_teacher_in_the_room_is_recorded(cast: Cast, lesson) -> None:
    cast.client("leader").post(url("lesson_teacher", lesson.pk), {"on": "1"})

    lesson.refresh_from_db()
    assert lesson.teacher_present


def test_room_of_a_lesson_that_has_begun_is_the_schools_to_tell(
    cast: Cast, lesson, time_machine
) -> None:
    time_machine.move_to(lesson.during.lower)
    address, data = url("lesson_teacher", lesson.pk), {"on": "1", "reason": "Juf Els was erbij"}
    assert cast.client("owner").post(address, data).status_code == HTTPStatus.FORBIDDEN
    assert "alleen de school" in cast.client("owner").get(lesson.get_absolute_url()).text
    cast.client("leader").post(address, {"on": "1"})
    lesson.refresh_from_db()
    assert not lesson.teacher_present

    cast.client("leader").post(address, data)
    lesson.refresh_from_db()
    assert lesson.teacher_present
    assert "Juf Els was erbij" in cast.client("leader").get(lesson.get_absolute_url()).text


def test_worn_hat_says_for_which_side_somebody_of_both_speaks(cast: Cast, proposed) -> None:
    Member.objects.create(school=proposed.school, user=cast.owner, role=Member.Role.LEADER)
    client = cast.client("owner")
    provider = proposed.professional.provider_id
    for hat in (f"provider:{provider}", f"school:{proposed.school_id}"):
        client.post(reverse("accounts:wear"), {"hat": hat})
        client.post(url("confirm", proposed.pk))
        proposed.refresh_from_db()
        assert bool(proposed.provider_confirmed_at)
        assert bool(proposed.school_confirmed_at) == hat.startswith("school")


def test_same_form_twice_does_its_work_once(cast: Cast, place: Place, lesson) -> None:
    client = cast.client("leader")
    data = moment("2026-12-03") | {"once": "een-sleutel"}
    answers = [client.post(url("lesson_add", place.placement.pk), data).url for _ in range(5)]

    assert set(answers) == {place.placement.get_absolute_url()}
    assert place.placement.lessons.count() == 2


# Feed, ledger, export.


def test_feed_is_read_without_signing_in_and_dies_with_a_new_address(cast: Cast, lesson) -> None:
    client = cast.client("leader")
    client.post(url("subscription"))
    token = CalendarFeed.objects.get().token
    body = client_for(None).get(url("feed", token)).content.decode()

    assert f"UID:lesson-{lesson.pk}@" in body
    assert "DTSTART:20261201T080000Z" in body
    client.post(url("subscription"))
    assert client_for(None).get(url("feed", token)).status_code == HTTPStatus.NOT_FOUND


def test_feed_of_a_closed_account_is_gone(cast: Cast) -> None:
    feed = CalendarFeed.objects.create(user=cast.deactivated)

    assert client_for(None).get(url("feed", feed.token)).status_code == HTTPStatus.NOT_FOUND


def test_ledger_shows_what_is_left(cast: Cast, lesson) -> None:
    page = cast.client("leader").get(url("ledger") + "?maand=2026-12").content.decode()

    assert "21 uur" in page


def test_ledger_shows_every_group_with_hours_in_the_month(cast: Cast, place, lesson) -> None:
    place.school.groups.filter(label="7A").update(active=False)
    last_year = GroupFactory(school=place.school, school_year=2025, label="8Z")
    GroupMonth.objects.create(group=last_year, month=date(2026, 12, 1))
    place.school.groups.filter(label="7B").update(school_year=2025)

    page = cast.client("leader").get(url("ledger") + "?maand=2026-12")
    shown = [row["line"].group.label for row in page.context["lines"]]
    assert (shown, page.context["untouched"]) == (["7A"], ["8Z"])


def test_ledger_of_another_school_is_not_shown(cast: Cast, place: Place, lesson) -> None:
    page = cast.client("other_leader").get(
        url("ledger") + f"?maand=2026-12&school={place.school.pk}"
    )

    assert page.context["school"] != place.school
    assert "7A" not in [*page.context["untouched"], *map(str, page.context["lines"])]


def test_extra_hours_are_the_leaders_when_the_rule_allows(cast: Cast, place: Place) -> None:
    address = url("extra", place.groups[0].pk, 2026, 12)
    data = {"minutes": "60", "reason": "Ziekte van de leerkracht"}
    leader = cast.client("leader")
    assert leader.post(address, data).status_code == UNPROCESSABLE

    RuleSet.objects.update(above=RuleSet.Above.ALLOW_WITH_REASON)
    assert leader.post(address, data).status_code == FOUND
    assert place.groups[0].months.get().extra_minutes == 60
    assert cast.client("coordinator").get(address).status_code == HTTPStatus.FORBIDDEN
    assert cast.client("other_leader").get(address).status_code == HTTPStatus.NOT_FOUND
    assert leader.get(url("extra", place.groups[0].pk, 2026, 13)).status_code == 404


def test_csv_is_what_dutch_excel_opens(cast: Cast, place: Place, lesson) -> None:
    place.groups[0].label = "=1+1"
    place.groups[0].save()
    answer = cast.client("leader").get(url("export") + "?format=csv&first=2026-12&last=2026-12")
    head, row = answer.content.decode("utf-8-sig").splitlines()

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert len(head.split(";")) == 16
    assert row.split(";")[3:9] == ["2026-2027", "'=1+1", "01-12-2026", "09:00", "10:00", "60"]


def test_export_holds_no_other_school(cast: Cast, place: Place, lesson) -> None:
    answer = cast.client("other_leader").get(
        url("export") + "?format=csv&first=2026-12&last=2026-12"
    )

    assert len(answer.content.decode().splitlines()) == 1


@pytest.mark.parametrize("name", ["leader", "team"])
def test_export_as_workbook(cast: Cast, lesson, name: str) -> None:
    answer = cast.client(name).get(url("export") + "?format=xlsx&first=2026-12&last=2026-12")

    assert answer.content.startswith(b"PK")


# Query counts at two sizes.


def fill(place: Place, count: int) -> None:
    month = month_of(local_date(timezone.now()))
    for number in range(count):
        placement = PlacementFactory(
            agreed=True,
            school=place.school,
            professional=place.professional,
            groups=place.groups,
        )
        day = month + timedelta(days=number)
        place.lesson(day, placement=placement)


@pytest.mark.parametrize(
    ("route", "queries"), [("placement_list", 15), ("calendar", 18), ("ledger", 18)]
)
@pytest.mark.parametrize("size", [2, 12])
def test_lists_ask_the_same_number_of_questions(
    cast: Cast,
    place: Place,
    django_assert_num_queries,
    monkeypatch: pytest.MonkeyPatch,
    route: str,
    queries: int,
    size: int,
) -> None:
    monkeypatch.setattr(navigation, "items", lambda request: [])  # the menu counts for itself
    fill(place, size)
    client = cast.client("leader")
    client.get(url(route))  # content types and the like are cached from now on
    with django_assert_num_queries(queries):
        client.get(url(route))
