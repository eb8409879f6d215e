from datetime import date, time, timedelta

import pytest
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from andersom.accounts.hats import Hat
from andersom.matching.domain import proposals
from andersom.notifications.models import Email
from andersom.overview.domain import running, tray
from andersom.placements.domain import placements
from andersom.placements.models import RuleSet
from providers.models import Provider
from providers.states import Review
from schools.domain import conditions, days, week
from schools.models import Condition, Group, Request
from tests.architecture import objects
from tests.factories.matching import NOW, fitting
from tests.factories.placements import GroupFactory, Place, RequestFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db
QUERIES = 26  # session, person, hats, menu, next event and ten questions of the tray
ARRANGE = [("/school/tijden/", "info"), ("/school/voorwaarden/", "info")]


@pytest.fixture(autouse=True)
def everything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker and beat are at work; `test_running` looks at what happens without them."""
    monkeypatch.setattr(running, "late", lambda at: [])


def waiting(kind: str, owner: Model) -> list[tuple[str, str]]:
    """Address and tone of what waits."""
    hat = Hat(kind, owner.pk, "", "")
    return [(item.url, item.tone) for item in tray.items(hat, NOW)]


def test_new_school_starts_with_its_groups(cast: Cast):
    found = waiting("school", cast.school)
    assert found == [(reverse("schools:groups"), "info"), *ARRANGE]


def test_school_with_groups_makes_its_first_request(cast: Cast):
    GroupFactory(school=cast.school)
    found = waiting("school", cast.school)
    assert found == [(reverse("schools:request_new"), "info"), *ARRANGE]


def test_school_that_arranged_its_times_and_conditions_hears_no_more_of_them(cast: Cast):
    days.set_week(cast.school, {0: week.Day(time(8, 30), time(12))}, by=None, at=NOW)
    for condition in Condition.objects.active():
        about = {"school_year": 2026, "by": cast.leader, "at": NOW}
        conditions.tick(cast.school, condition, on=NOW.date(), **about)
    assert waiting("school", cast.school) == [(reverse("schools:groups"), "info")]


def test_open_request_without_candidates_asked_waits_for_the_school(cast: Cast):
    request = RequestFactory(school=cast.school, groups=[GroupFactory(school=cast.school)])
    found = waiting("school", cast.school)
    assert found == [(reverse("matching:candidates", args=[request.pk]), "info"), *ARRANGE]


def test_asked_request_and_draft_are_told_apart(cast: Cast):
    world = objects.build(cast)
    found = waiting("school", cast.school)
    assert (reverse("schools:request", args=[world.ours.draft.pk]), "info") in found
    assert found[-1] == (reverse("matching:candidates", args=[world.ours.request.pk]), "ok")


def test_groups_that_nobody_has_yet_wait_for_the_school_again(cast: Cast):
    """Somebody agreed for one group; about the other nobody is thinking."""
    groups = [GroupFactory(school=cast.school) for _ in range(2)]
    request = RequestFactory(school=cast.school, groups=groups)
    anna = fitting(cast.provider, "Anna")
    asked = {"by": cast.leader, "at": NOW, "groups": groups[:1]}
    proposal = proposals.ask(request, [anna], **asked).proposals[0]
    candidates = reverse("matching:candidates", args=[request.pk])
    assert (candidates, "ok") in waiting("school", cast.school)
    placement = proposals.accept(proposal, by=None, at=NOW)
    assert candidates not in dict(waiting("school", cast.school))
    placements.confirm(placement, side="school", by=cast.leader, at=NOW)
    placements.confirm(placement, side="provider", by=cast.owner, at=NOW)
    request.refresh_from_db()
    assert request.state == "partly_filled"
    assert (candidates, "info") in waiting("school", cast.school)


def test_proposal_waits_for_provider_and_professional_only_of_its_side(cast: Cast):
    world = objects.build(cast)
    inbox = reverse("matching:inbox")
    tone = "info"
    assert (inbox, tone) in waiting("provider", cast.provider)
    assert (inbox, tone) in waiting("professional", cast.professional)
    world.ours.proposal.delete()
    assert inbox not in dict(waiting("provider", cast.provider))


def test_school_is_warned_from_the_share_that_the_rule_set_names(cast: Cast):
    place = Place(school=cast.school, professional=cast.professional)
    place.lesson(date(2026, 11, 30), minutes=66)  # 5 percent of 22 hours
    ledger = (reverse("placements:ledger"), "warn")
    assert ledger not in waiting("school", cast.school)
    RuleSet.objects.update(warn_percent=5)
    assert ledger in waiting("school", cast.school)
    RuleSet.objects.update(warn_percent=6)
    assert ledger not in waiting("school", cast.school)


@pytest.mark.parametrize(
    ("state", "tone"),
    [(Review.DRAFT, "info"), (Review.CHANGES_ASKED, "warn"), (Review.SUBMITTED, "ok")],
)
def test_provider_is_told_where_its_review_stands(cast: Cast, state: str, tone: str):
    Provider.objects.filter(pk=cast.provider.pk).update(state=state)
    found = waiting("provider", cast.provider)
    assert (reverse("providers:profile"), tone) in found


def test_professional_without_a_week_is_asked_for_one(cast: Cast):
    address = reverse("providers:availability", args=[cast.professional.pk])
    found = waiting("professional", cast.professional)
    assert found == [(address, "warn")]
    fits = fitting(cast.provider, "Fien")
    assert waiting("professional", fits) == []


def test_team_sees_only_what_waits(cast: Cast):
    assert tray.of_team(NOW) == []
    Provider.objects.filter(pk=cast.provider.pk).update(state=Review.SUBMITTED)
    cast.owner.deletion_asked_at = NOW
    cast.owner.save()
    Email.objects.create(
        kind="x",
        key="x",
        address="x@example.org",
        message_id="x",
        state="failed",
        not_before=NOW,
        created_at=NOW,
    )
    cast.school.members.filter(role="leader").delete()
    found = [item.url.partition("?")[0] for item in tray.of_team(NOW)]
    lists = [
        "providers_provider",
        "notifications_email",
        "accounts_user",
        "schools_member",
    ]
    assert found == [reverse(f"admin:{name}_changelist") for name in lists]


def test_links_of_the_tray_into_the_admin_work(cast: Cast):
    Provider.objects.filter(pk=cast.provider.pk).update(state=Review.SUBMITTED)
    cast.owner.deletion_asked_at = NOW
    cast.owner.save()
    client = cast.client("team")
    for item in tray.of_team(NOW):
        assert client.get(item.url).status_code == 200, item.url


@pytest.mark.parametrize("actor", ["owner", "leader", "professional_user", "team"])
def test_dashboard_shows_the_tray(cast: Cast, actor: str):
    objects.build(cast)
    answer = cast.client(actor).get(reverse("overview:home"))
    assert answer.status_code == 200
    assert answer.templates[0].name == "overview/dashboard.html"


@pytest.mark.parametrize("many", [1, 12])
def test_dashboard_of_a_school_costs_the_same_with_more(
    cast: Cast, many: int, django_assert_num_queries: DjangoAssertNumQueries
):
    """The menu and the tray ask a fixed number of questions."""
    for _number in range(many):
        RequestFactory(school=cast.school, groups=[GroupFactory(school=cast.school)])
    assert Group.objects.count() == Request.objects.count() == many
    client = cast.client("leader")
    client.get("/")
    with django_assert_num_queries(QUERIES):
        client.get("/")


def test_menu_marks_where_we_are_and_counts_what_waits(cast: Cast):
    objects.build(cast)
    menu = cast.client("owner").get(reverse("matching:inbox")).context["navigation"]
    assert [item["url"] for item in menu if item["current"]] == [reverse("matching:inbox")]
    assert [item["badge"] for item in menu if item["url"] == reverse("matching:inbox")] == [1]


def test_recent_posted_request_is_not_quiet_yet(cast: Cast):
    RequestFactory(school=cast.school, posted_at=timezone.now())
    assert tray.of_team(timezone.now()) == []
    assert len(tray.of_team(timezone.now() + timedelta(days=6))) == 1
