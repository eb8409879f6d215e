from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from andersom.notifications.models import Email
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from schools.domain import requests
from schools.models import Request
from tests.factories.reference import domain
from tests.factories.schools import GroupFactory, MemberFactory, RequestFactory, SchoolFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def leader():
    return MemberFactory()


def test_start_makes_a_draft_with_sensible_defaults(leader):
    draft = requests.start(
        leader.school, by=leader.user, at=AT, title="Muziek", domain=domain(), tags=[]
    )
    assert (draft.state, draft.title, draft.created_by) == ("draft", "Muziek", leader.user)
    assert (draft.start, draft.end) == (date(2026, 11, 30), date(2027, 2, 19))
    assert draft.day_parts == 0b11_11_11_11_11


def test_structural_purpose_stretches_a_period_that_nobody_chose(leader):
    draft = requests.start(leader.school, by=leader.user, at=AT)
    structural = Request.Purpose.STRUCTURAL
    draft = requests.save(draft, step=requests.WHY, by=None, at=AT, purpose=structural)
    assert draft.end == date(2027, 7, 16)
    chosen = {"start": date(2026, 12, 1), "end": date(2026, 12, 18)}
    draft = requests.save(draft, step=requests.WHEN, by=None, at=AT, **chosen)
    draft = requests.save(draft, step=requests.WHY, by=None, at=AT, purpose=structural)
    assert (draft.start, draft.end, draft.saved_steps) == (*chosen.values(), requests.WHEN)


def test_posting_needs_a_complete_draft(leader):
    draft = requests.start(leader.school, by=leader.user, at=AT, day_parts=0, end=None)
    with pytest.raises(requests.Incomplete) as refused:
        requests.post(draft, by=leader.user, at=AT)
    assert [problem.step for problem in refused.value.problems] == [1, 3, 4, 4]
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_posting_journals_mails_and_makes_a_title(leader):
    draft = requests.start(
        leader.school, by=leader.user, at=AT, domain=domain(),
        groups=[GroupFactory(school=leader.school, years=16)],
    )  # fmt: skip
    requests.post(draft, by=leader.user, at=AT)
    draft.refresh_from_db()
    assert (draft.state, draft.posted_at) == ("open", AT)
    assert draft.title == "Kunst & Cultuur voor groep 5"
    assert list(Move.objects.of(draft).values_list("verb", flat=True)) == ["start", "post"]
    assert list(Email.objects.values_list("kind", flat=True)) == ["schools.request_posted"]
    with pytest.raises(IllegalMove):
        requests.post(draft, by=leader.user, at=AT)


def test_groups_of_another_school_are_refused(leader):
    draft = RequestFactory(school=leader.school, complete=True)
    draft.groups.set([GroupFactory()])
    with pytest.raises(requests.Incomplete):
        requests.post(draft, by=leader.user, at=AT)


def test_period_lies_in_the_school_year_of_the_groups():
    next_year = GroupFactory(school_year=2027)
    wrong = requests.period_problem(date(2026, 12, 1), date(2027, 2, 1), [next_year], today=TODAY)
    assert wrong is not None
    assert wrong[0] == "start"


def test_withdrawing_tells_colleagues_and_followers(leader, monkeypatch):
    monkeypatch.setattr(requests, "_followers", [])
    told = []
    requests.follow(lambda request, verb, *, by, at: told.append((request.pk, verb, by)))
    colleague = MemberFactory(school=leader.school, role="coordinator")
    found = RequestFactory(school=leader.school, open=True)
    requests.withdraw(found, by=leader.user, at=AT, reason="Zelf gevonden")
    assert (found.state, told) == ("withdrawn", [(found.pk, "withdraw", leader.user)])
    assert list(Email.objects.values_list("address", flat=True)) == [colleague.user.email]
    assert Move.objects.of(found).get().reason == "Zelf gevonden"


def test_filled_request_can_be_opened_again_and_closed(leader):
    found = RequestFactory(school=leader.school, open=True)
    for verb, state in (
        ("fill_partly", "partly_filled"),
        ("fill", "filled"),
        ("reopen", "open"),
        ("fill", "filled"),
        ("close", "closed"),
    ):
        getattr(requests, verb)(found, by=None, at=AT)
        assert found.state == state


def test_copy_takes_groups_of_the_same_name_in_the_new_year(leader):
    old = RequestFactory(school=leader.school, withdrawn=True, title="Dans", wishes="Zaal")
    old.groups.set([GroupFactory(school=leader.school, school_year=2025, label="6C")])
    now = GroupFactory(school=leader.school, school_year=2026, label="6C")
    draft = requests.copy(old, by=leader.user, at=AT)
    assert (draft.state, draft.title, draft.wishes, draft.posted_at) == (
        "draft",
        "Dans",
        "Zaal",
        None,
    )
    assert list(draft.groups.all()) == [now]
    assert requests.next_step(draft) == requests.CHECK


def test_only_drafts_are_saved_or_discarded(leader):
    found = RequestFactory(school=leader.school, open=True)
    with pytest.raises(requests.NotADraft):
        requests.save(found, step=1, by=None, at=AT, title="Anders")
    with pytest.raises(requests.NotADraft):
        requests.discard(found)
    requests.discard(RequestFactory(school=leader.school))
    assert list(Request.objects.all()) == [found]


def test_drafts_are_hidden_from_the_team_and_other_schools(leader):
    draft = RequestFactory(school=leader.school)
    stranger = MemberFactory(school=SchoolFactory())
    assert list(Request.objects.visible_to(leader.user)) == [draft]
    assert not Request.objects.visible_to(stranger.user).exists()


def three_groups(leader, **facts):
    groups = [GroupFactory(school=leader.school, label=label) for label in ("5A", "5B", "5C")]
    values = {"domain": domain(), "groups": groups, "lesson_minutes": 60, "day_parts": 0b01}
    return requests.start(leader.school, by=leader.user, at=AT, **values | facts)


def test_groups_have_lessons_of_their_own_unless_together(leader):
    assert three_groups(leader).lessons_per_block == 3
    assert RequestFactory(together=True).lessons_per_block == 1
    assert RequestFactory().lessons_per_block == 1


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, ""),
        ({"lesson_minutes": 75}, "3 groups do not fit: they need 3 lessons a week"),
        ({"lesson_minutes": 75, "together": True}, ""),
        ({"blocks_per_week": 2}, "need 6 lessons a week and there is room for 3"),
        ({"blocks_per_week": 2, "together": True}, "2 lessons a week do not fit"),
        ({"lesson_minutes": 240}, "your longest has 210 minutes"),
    ],
)
def test_lessons_of_all_groups_must_fit_in_the_dagdelen(leader, facts, told):
    with translation.override("en"):
        found = requests.problems(three_groups(leader, **facts), today=TODAY)
    assert [problem.step for problem in found] == ([requests.WHEN] if told else [])
    assert all(told in problem.text for problem in found)


def test_a_copy_keeps_groups_together(leader):
    found = three_groups(leader, together=True)
    assert requests.copy(found, by=leader.user, at=AT).together
