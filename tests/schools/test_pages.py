"""The pages of a school as a browser sees them."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from andersom.accounts.models import Invitation
from andersom.workflow.models import Move
from schools.domain import requests
from schools.forms.requests import STEP_FORMS
from schools.models import ConditionTick, Group, Request
from tests.factories.reference import domain
from tests.factories.schools import (
    ClosedDayFactory,
    GroupFactory,
    MemberFactory,
    RequestFactory,
    SchoolFactory,
)
from tests.people import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T09:00:00+00:00", tick=True):
        yield


@pytest.fixture
def leader():
    return MemberFactory()


@pytest.fixture
def client(leader):
    return client_for(leader.user)


def step(draft, number):
    return reverse("schools:request_step", args=[draft.pk, number])


# --- Home, week, days, conditions -----------------------------------------------------------------


def test_home_tells_about_the_school_and_leads_to_what_waits(client, leader):
    page = client.get(reverse("schools:home")).content.decode()
    assert leader.school.name in page
    assert "DUO Open Onderwijsdata" in page
    assert reverse("schools:week") in page
    assert reverse("overview:home") in page


def test_times_of_monday_can_hold_for_all_days(client, leader):
    data = {f"day-{n}-at_school": "on" for n in (0, 1, 4)}
    data |= {"day-TOTAL_FORMS": "5", "day-INITIAL_FORMS": "5", "same": "on",
             "day-0-start": "08:15", "day-0-end": "14:00",
             "day-0-break_start": "12:00", "day-0-break_end": "12:45"}  # fmt: skip
    assert client.post(reverse("schools:week"), data).status_code == 302
    assert list(leader.school.days.values_list("weekday", "start__hour", "end__hour")) == [
        (0, 8, 14), (1, 8, 14), (4, 8, 14),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "times",
    [("14:00", "", "", "08:30"), ("08:30", "", "", "14:00"), ("08:30", "12:00", "", "14:00"),
     ("08:30", "07:00", "07:30", "14:00"), ("x", "", "", "12:00"), ("", "", "", "")],
)  # fmt: skip
def test_impossible_times_are_refused_at_their_field(client, leader, times):
    names = ("start", "break_start", "break_end", "end")
    data = {"day-TOTAL_FORMS": "5", "day-INITIAL_FORMS": "5", "day-0-at_school": "on"}
    data |= {f"day-0-{name}": value for name, value in zip(names, times, strict=True)}
    assert client.post(reverse("schools:week"), data).status_code == 422
    assert not leader.school.days.exists()


def test_closed_day_is_one_day_unless_told_otherwise(client, leader):
    data = {"first_day": "2026-12-04", "last_day": "", "reason": "Studiedag"}
    assert client.post(reverse("schools:closed_days"), data).status_code == 302
    assert leader.school.closed_days.get().last_day == date(2026, 12, 4)
    backwards = data | {"last_day": "2026-12-01"}
    assert client.post(reverse("schools:closed_days"), backwards).status_code == 422


def test_condition_is_ticked_and_taken_back(client, leader):
    from schools.models import Condition

    condition = Condition.objects.first() or Condition.objects.create(name="MR")
    address = reverse("schools:conditions")
    ticked = {"condition": condition.pk, "arranged_on": "2026-09-01"}
    assert client.post(address, ticked).status_code == 302
    tick = ConditionTick.objects.get()
    assert (tick.ticked_by, tick.arranged_on, tick.school_year) == (
        leader.user, date(2026, 9, 1), 2026,
    )  # fmt: skip
    assert client.post(address, {"condition": condition.pk, "arranged_on": "x"}).status_code == 422
    assert client.post(address, {"condition": "x"}).status_code == 404
    client.post(address, {"condition": condition.pk, "untick": "1"})
    assert not ConditionTick.objects.exists()


# --- Members --------------------------------------------------------------------------------------


def test_leader_invites_and_a_coordinator_may_not(client, leader):
    data = {"email": "Nieuw@example.org", "name": "", "role": "coordinator"}
    assert client.post(reverse("schools:members"), data).status_code == 302
    assert Invitation.objects.get().email == "nieuw@example.org"
    colleague = MemberFactory(school=leader.school, role="coordinator")
    assert client_for(colleague.user).post(reverse("schools:members"), data).status_code == 403
    own = data | {"email": leader.user.email}
    assert client.post(reverse("schools:members"), own).status_code == 422


def test_last_leader_stays(client, leader):
    client.post(reverse("schools:member_remove", args=[leader.pk]))
    assert leader.school.members.count() == 1
    other = MemberFactory(school=leader.school)
    client.post(reverse("schools:member_remove", args=[other.pk]))
    assert list(leader.school.members.all()) == [leader]


# --- Groups ---------------------------------------------------------------------------------------


def test_group_years_follow_from_its_name(client, leader):
    data = {"label": "5/6B", "pupils": "27"}
    assert client.post(reverse("schools:group_add"), data).status_code == 302
    assert leader.school.groups.get().years == 48
    assert client.post(reverse("schools:group_add"), data).status_code == 422
    nameless = {"label": "Plus", "pupils": "90"}
    assert client.post(reverse("schools:group_add"), nameless).status_code == 422


def test_pasted_list_is_shown_before_it_is_added(client, leader):
    address = reverse("schools:groups_paste")
    assert client.post(address, {"text": "5A;26\n6A"}).status_code == 200
    assert client.post(address, {"text": "5A;26\nPlus", "confirmed": "on"}).status_code == 422
    assert not leader.school.groups.exists()
    assert client.post(address, {"text": "5A;26\n6A", "confirmed": "on"}).status_code == 302
    assert list(leader.school.groups.values_list("label", "pupils")) == [("5A", 26), ("6A", 25)]


def test_groups_are_copied_to_the_next_year_once(client, leader):
    GroupFactory(school=leader.school, label="5A")
    GroupFactory(school=leader.school, label="6A", active=False)
    for _again in range(2):
        client.post(reverse("schools:groups_copy") + "?jaar=2026")
    assert list(Group.objects.filter(school_year=2027).values_list("label", flat=True)) == ["5A"]


def told(leader):
    """Verb, reason and person of each line in the journal of the school."""
    moves = Move.objects.of(leader.school).filter(by=leader.user)
    return list(moves.values_list("verb", "reason"))


def test_who_changes_groups_stands_in_the_journal(client, leader):
    address = reverse("schools:group_add") + "?jaar=2026"
    client.post(address, {"label": "5A", "pupils": "20"})
    group = leader.school.groups.get()
    client.post(reverse("schools:group_edit", args=[group.pk]), {"label": "5B", "pupils": "20"})
    client.post(reverse("schools:groups_paste"), {"text": "6A\n7A", "confirmed": "on"})
    client.post(reverse("schools:groups_copy") + "?jaar=2025")  # nothing to copy: no line
    assert told(leader) == [
        ("add_groups", "5A (2026-2027)"),
        ("change_group", "5B (2026-2027)"),
        ("add_groups", "6A, 7A (2026-2027)"),
    ]


def test_who_changes_days_stands_in_the_journal(client, leader):
    data = {"first_day": "2026-12-04", "last_day": "2026-12-05", "reason": "Studiedag"}
    client.post(reverse("schools:closed_days"), data)
    day = leader.school.closed_days.get()
    client.post(reverse("schools:closed_day_remove", args=[day.pk]))
    week = {f"day-{n}-{name}": value for n in range(5) for name, value in
            (("at_school", "on"), ("start", "08:30"), ("end", "12:00"))}  # fmt: skip
    client.post(reverse("schools:week"), week | {"day-TOTAL_FORMS": "5", "day-INITIAL_FORMS": "5"})
    days = "04-12-2026 – 05-12-2026: Studiedag"
    assert told(leader) == [("close_days", days), ("open_days", days), ("set_week", "")]


def test_groups_named_in_a_request_are_the_verbs_to_add(client, leader):
    draft = RequestFactory(school=leader.school, start=date(2026, 12, 1))
    form = STEP_FORMS[requests.GROUPS](
        {"new_groups": "6A"}, instance=draft, school=leader.school, today=date(2026, 11, 23)
    )
    assert form.is_valid()
    assert form.values()["new_groups"]
    assert not leader.school.groups.exists()
    client.post(step(draft, requests.GROUPS), {"new_groups": "6A"})
    assert told(leader) == [("add_groups", "6A (2026-2027)")]


# --- Requests -------------------------------------------------------------------------------------


def test_request_takes_six_screens_from_nothing_to_posted(client, leader):
    GroupFactory(school=leader.school, label="5A")
    kunst = domain()
    made = client.post(reverse("schools:request_new"), {"domain": kunst.pk})
    draft = Request.objects.get()
    assert made.url == step(draft, 2)
    assert client.post(step(draft, 2), {"purpose": "trial", "vision": "Rust"}).url == step(draft, 3)
    assert client.post(step(draft, 3), {"new_groups": "6A, 7/8"}).url == step(draft, 4)
    page = client.get(step(draft, 4)).context["form"]
    shown = {name: page[name].value() for name in page.fields}
    shown["day_parts"] = ["0", "1"]
    assert client.post(step(draft, 4), shown).url == step(draft, 5)
    wishes = {"language": "0", "budget": "62,50"}
    assert client.post(step(draft, 5), wishes).url == step(draft, 6)
    assert client.get(step(draft, 6)).status_code == 200
    posted = client.post(reverse("schools:request_post", args=[draft.pk]))
    assert posted.url == reverse("matching:candidates", args=[draft.pk])
    draft.refresh_from_db()
    assert (draft.state, draft.budget, draft.vision) == ("open", 6250, "Rust")
    assert sorted(draft.groups.values_list("label", flat=True)) == ["6A", "7/8"]


def test_going_back_keeps_everything(client, leader):
    draft = RequestFactory(school=leader.school, complete=True, vision="Blijft")
    groups = set(draft.groups.all())
    for number in (1, 3, 2):
        page = client.get(step(draft, number))
        assert page.status_code == 200
    other = domain("sport-beweging")
    assert client.post(step(draft, 1), {"domain": other.pk}).url == step(draft, 6)
    draft.refresh_from_db()
    assert (draft.domain, draft.vision, set(draft.groups.all())) == (other, "Blijft", groups)


def test_groups_of_another_school_are_an_error_at_the_field(client, leader):
    draft = RequestFactory(school=leader.school, complete=True)
    answer = client.post(step(draft, 3), {"groups": [GroupFactory().pk]})
    assert answer.status_code == 422
    assert answer.context["form"].errors["groups"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": "2026-11-01"}, "end"),
        ({"start": "2026-11-01"}, "start"),
        ({"end": "2027-09-01"}, "end"),
        ({"day_parts": []}, "day_parts"),
        ({"day_parts": ["99"]}, "day_parts"),
        ({"lesson_minutes": "300"}, "lesson_minutes"),
        ({"lesson_minutes": "5"}, "lesson_minutes"),
        ({"blocks_per_week": "11"}, "blocks_per_week"),
        ({"start": "geen datum"}, "start"),
    ],
)
def test_wrong_period_or_day_parts_are_told_at_the_field(client, leader, changes, field):
    draft = RequestFactory(school=leader.school, complete=True)
    data = {"start": "2026-12-01", "end": "2027-02-19", "day_parts": ["0"],
            "blocks_per_week": "1", "lesson_minutes": "60"}  # fmt: skip
    answer = client.post(step(draft, 4), data | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_incomplete_draft_is_not_posted(client, leader):
    draft = RequestFactory(school=leader.school)
    answer = client.post(reverse("schools:request_post", args=[draft.pk]))
    assert answer.url == step(draft, requests.CHECK)
    assert step(draft, requests.GROUPS) in client.get(answer.url).content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_posted_request_is_not_edited_but_copied_or_withdrawn(client, leader):
    found = RequestFactory(school=leader.school, open=True)
    detail = reverse("schools:request", args=[found.pk])
    assert client.get(step(found, 1)).url == detail
    assert client.get(detail).status_code == 200
    copied = client.post(reverse("schools:request_copy", args=[found.pk]))
    assert copied.url == step(Request.objects.drafts().get(), requests.CHECK)
    client.post(reverse("schools:request_withdraw", args=[found.pk]), {"reason": "Klaar"})
    found.refresh_from_db()
    assert found.state == "withdrawn"


def test_closed_school_cannot_ask(leader):
    member = MemberFactory(school=SchoolFactory(closed=True))
    browser = client_for(member.user)
    assert browser.get(reverse("schools:home")).status_code == 200
    assert browser.get(reverse("schools:request_new")).status_code == 403


@pytest.mark.parametrize("tab", ["alle", "concept", "open", "vervuld", "afgerond", "onzin"])
def test_list_narrows_down(client, leader, tab):
    RequestFactory(school=leader.school, open=True)
    RequestFactory(school=leader.school)
    RequestFactory(open=True)
    answer = client.get(reverse("schools:request_list"), {"stand": tab, "q": "", "domain": "x"})
    expected = {"alle": 2, "concept": 1, "open": 1, "onzin": 2}.get(tab, 0)
    assert len(answer.context["page"].object_list) == expected


def foreign(name, made):
    return reverse(f"schools:{name}", args=[made.pk])


def test_foreign_objects_do_not_exist(client):
    other = SchoolFactory()
    posted, draft = RequestFactory(school=other, open=True), RequestFactory(school=other)
    assert client.get(foreign("request", posted)).status_code == 404
    assert client.get(foreign("group_edit", GroupFactory(school=other))).status_code == 404
    assert client.get(step(draft, 1)).status_code == 404
    assert client.get(step(draft, 9)).status_code == 404
    posts = {
        "request_post": draft, "request_discard": draft, "request_copy": posted,
        "request_withdraw": posted, "request_close": posted,
        "closed_day_remove": ClosedDayFactory(school=other),
        "member_remove": MemberFactory(school=other),
    }  # fmt: skip
    for name, made in posts.items():
        assert client.post(foreign(name, made)).status_code == 404, name


# --- Query counts at two sizes --------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 15])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("request_list", 19), ("groups", 16), ("members", 17), ("closed_days", 17), ("home", 20)],
)
def test_queries_do_not_grow_with_the_list(client, leader, name, queries, size,
                                           django_assert_num_queries):  # fmt: skip
    RequestFactory.create_batch(size, school=leader.school, open=True)
    ClosedDayFactory.create_batch(1, school=leader.school)
    MemberFactory.create_batch(size, school=leader.school)
    client.get(reverse(f"schools:{name}"))
    with django_assert_num_queries(queries):
        assert client.get(reverse(f"schools:{name}")).status_code == 200


def several(leader, **facts):
    draft = RequestFactory(school=leader.school, complete=True, **facts)
    draft.groups.add(*(GroupFactory(school=leader.school) for _ in range(2)))
    return draft


def test_only_several_groups_are_asked_whether_they_are_together(client, leader):
    one = RequestFactory(school=leader.school, complete=True)
    assert "together" not in client.get(step(one, 4)).context["form"].fields
    assert "together" in client.get(step(several(leader), 4)).context["form"].fields


WHEN = {
    "start": "2026-12-01",
    "end": "2027-02-19",
    "day_parts": ["0"],
    "blocks_per_week": "1",
    "lesson_minutes": "90",
}


def test_three_groups_that_do_not_fit_are_told_at_the_dagdelen(client, leader):
    draft = several(leader)
    answer = client.post(step(draft, 4), WHEN)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["day_parts"]
    client.post(step(draft, 4), WHEN | {"together": "on"})
    draft.refresh_from_db()
    assert (draft.together, draft.lesson_minutes) == (True, 90)


def test_the_check_counts_the_lessons_of_each_group(client, leader):
    """Eleven Mondays from December to the spring holiday, two of them in the Christmas holiday."""
    draft = several(leader, day_parts=1, blocks_per_week=1)
    page = client.get(step(draft, requests.CHECK))
    assert page.context["lessons"] == 9 * 3
    draft.together = True
    draft.save()
    assert client.get(step(draft, requests.CHECK)).context["lessons"] == 9
