"""A request of several groups: asked as a whole or in parts, of one professional or of more."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from andersom.matching.domain import candidates, demand, promises, proposals
from andersom.matching.engine import Broken
from andersom.matching.models import Proposal
from andersom.notifications.models import Email
from andersom.placements.domain import placements
from andersom.placements.models import Placement
from andersom.workflow.models import Move
from providers.models import Professional
from schools.models import Group, Request
from tests.factories.matching import NOW, TODAY, fitting
from tests.factories.placements import GroupFactory, RequestFactory, rules
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(cast: Cast) -> list[Group]:
    rules()
    return [GroupFactory(school=cast.school, label=label) for label in ("7A", "7B", "7C")]


@pytest.fixture
def request_(cast: Cast, groups: list[Group]) -> Request:
    """Three groups with lessons of their own, on Monday morning."""
    return RequestFactory(school=cast.school, groups=groups)


@pytest.fixture
def anna(cast: Cast) -> Professional:
    return fitting(cast.provider, "Anna")


def ask(
    cast: Cast, request: Request, *who: Professional, groups: list[Group] | None = None
) -> list[Proposal]:
    return proposals.ask(request, who, by=cast.leader, at=NOW, groups=groups).proposals


def agree(placement: Placement) -> None:
    for side in ("school", "provider"):
        placements.confirm(placement, side=side, by=None, at=NOW)  # type: ignore[arg-type]


def labels(found: list[Group]) -> list[str]:
    return [group.label for group in found]


def test_the_week_of_a_request_follows_its_groups(request_: Request, groups: list[Group]) -> None:
    assert demand.facts(request_, today=TODAY).minutes_per_week == 180
    assert demand.facts(request_, today=TODAY, groups=groups[:2]).minutes_per_week == 120
    request_.together = True
    assert demand.facts(request_, today=TODAY).minutes_per_week == 60


def test_who_has_no_room_for_all_may_have_room_for_one(
    cast: Cast, request_: Request, groups: list[Group]
) -> None:
    busy = fitting(cast.provider, "Anna", weekly_capacity=60)
    assert candidates.best(request_, today=TODAY) == []
    whole = candidates.judge(request_, busy, today=TODAY)
    assert isinstance(whole, Broken)
    assert whole.code == "capacity"
    assert [each.professional for each in candidates.best(request_, today=TODAY, groups=groups[:1])]


def test_asking_is_for_all_groups_unless_told_otherwise(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    bas = fitting(cast.other_provider, "Bas")
    (whole,) = ask(cast, request_, anna)
    (part,) = ask(cast, request_, bas, groups=groups[1:])
    assert labels(whole.asked_groups) == ["7A", "7B", "7C"]
    assert labels(part.asked_groups) == ["7B", "7C"]
    mail = Email.objects.filter(kind="matching.proposal_asked").latest("pk")
    assert "7B, 7C" in mail.text
    assert "7A" not in mail.text


def test_a_yes_gives_each_group_its_own_moment(
    cast: Cast, request_: Request, anna: Professional
) -> None:
    (proposal,) = ask(cast, request_, anna)
    placement = proposals.accept(proposal, by=None, at=NOW)
    assert [(f"{slot.start:%H:%M}", str(slot.group)) for slot in placement.slots.all()] == [
        ("08:30", "7A"),
        ("09:30", "7B"),
        ("10:30", "7C"),
    ]
    assert placement.lessons.count() == 9


def test_a_request_is_filled_in_parts(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    bas = fitting(cast.other_provider, "Bas")
    (first,) = ask(cast, request_, anna, groups=groups[:1])
    (other,) = ask(cast, request_, bas)
    agree(proposals.accept(first, by=None, at=NOW))
    request_.refresh_from_db()
    assert request_.state == "partly_filled"
    assert labels(proposals.open_groups(request_)) == ["7B", "7C"]

    with pytest.raises(proposals.TooLate, match="taken"):
        proposals.accept(other, by=None, at=NOW)
    assert proposals.settle(at=NOW) == 1
    assert proposals.settle(at=NOW) == 0
    other.refresh_from_db()
    assert other.state == "asked"
    assert labels(other.asked_groups) == ["7B", "7C"]
    assert not Email.objects.filter(kind="matching.proposal_closed").exists()
    line = Move.objects.of(other).last()
    assert line
    assert (line.verb, line.reason) == ("narrow", "7A")

    agree(proposals.accept(other, by=None, at=NOW))
    request_.refresh_from_db()
    assert request_.state == "filled"
    assert proposals.open_groups(request_) == []


def test_a_question_is_filled_when_all_its_groups_are(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    bas = fitting(cast.other_provider, "Bas")
    (first,) = ask(cast, request_, anna, groups=groups[:2])
    (other,) = ask(cast, request_, bas, groups=groups[:1])
    agree(proposals.accept(first, by=None, at=NOW))
    assert proposals.settle(at=NOW) == 1
    other.refresh_from_db()
    assert other.state == "filled"


def test_what_is_no_longer_due_when_it_is_held_stays_open(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    bas = fitting(cast.other_provider, "Bas")
    (first,) = ask(cast, request_, anna)
    (other,) = ask(cast, request_, bas)
    placement = proposals.accept(first, by=None, at=NOW)
    agree(placement)
    found = Proposal.objects.unanswered().filter(request__state="filled")
    assert [each.pk for each in found.all()] == [other.pk]
    placements.cancel(placement, by=None, at=NOW, reason="Toch niet")
    assert proposals._close(found, other.pk, verb="fill", at=NOW) == 0
    other.refresh_from_db()
    assert other.state == "asked"


def test_who_said_yes_for_one_group_can_be_asked_for_another(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    (first,) = ask(cast, request_, anna, groups=groups[:1])
    assert ask(cast, request_, anna, groups=groups[1:]) == []  # she still has to answer
    proposals.accept(first, by=None, at=NOW)
    assert ask(cast, request_, anna, groups=groups[:1]) == []
    (second,) = ask(cast, request_, anna)
    assert labels(second.asked_groups) == ["7B", "7C"]
    placement = proposals.accept(second, by=None, at=NOW)
    assert [str(slot.group) for slot in placement.slots.all()] == ["7B", "7C"]


def names(found: list[candidates.Candidate]) -> list[str]:
    return [each.professional.name for each in found]


def test_a_no_for_one_group_leaves_the_others_open(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    (first,) = ask(cast, request_, anna, groups=groups[:1])
    proposals.decline(first, by=None, at=NOW, refusal="other_groups")
    assert names(candidates.best(request_, today=TODAY, groups=groups[:1])) == []
    assert names(candidates.best(request_, today=TODAY, groups=groups)) == ["Anna"]
    (rest,) = ask(cast, request_, anna)
    assert labels(rest.asked_groups) == ["7B", "7C"]
    proposals.decline(rest, by=None, at=NOW, refusal="other")
    assert names(candidates.best(request_, today=TODAY, groups=groups)) == []


@pytest.mark.parametrize("refusal", ["no_time", "too_far", "price", "other_day"])
def test_a_no_to_the_whole_counts_for_every_group(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional, refusal: str
) -> None:
    (first,) = ask(cast, request_, anna, groups=groups[:1])
    proposals.decline(first, by=None, at=NOW, refusal=refusal)
    assert names(candidates.best(request_, today=TODAY, groups=groups[1:])) == []


def test_a_question_for_other_groups_stays_open_when_one_is_filled(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    bas = fitting(cast.other_provider, "Bas")
    (first,) = ask(cast, request_, anna, groups=groups[:1])
    (second,) = ask(cast, request_, bas, groups=groups[1:])
    agree(proposals.accept(first, by=None, at=NOW))
    assert proposals.settle(at=NOW) == 0
    agree(proposals.accept(second, by=None, at=NOW))
    request_.refresh_from_db()
    assert request_.state == "filled"


def test_a_group_that_found_no_moment_is_still_open(
    cast: Cast, request_: Request, anna: Professional
) -> None:
    request_.lesson_minutes = 90  # a Monday morning holds two of them
    request_.save()
    (proposal,) = ask(cast, request_, anna)
    placement = proposals.accept(proposal, by=None, at=NOW)
    mail = Email.objects.filter(kind="placements.placement_proposed").latest("pk")
    assert "7C" in mail.text.split("Tot en met")[-1]
    agree(placement)
    request_.refresh_from_db()
    assert request_.state == "partly_filled"
    assert labels(proposals.open_groups(request_)) == ["7C"]


def test_a_period_that_is_over_cannot_be_accepted(
    cast: Cast, request_: Request, anna: Professional
) -> None:
    (proposal,) = ask(cast, request_, anna)
    Proposal.objects.update(answer_by=date(2027, 1, 15))
    late = NOW.replace(year=2027, month=1, day=4)
    with pytest.raises(proposals.TooLate, match="expired"):
        proposals.accept(proposal, by=None, at=late)


def test_the_promise_is_kept_for_the_groups_that_nobody_has_yet(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    Request.objects.update(promised_by=date(2026, 12, 7), end=date(2027, 1, 29))
    (first,) = ask(cast, request_, anna, groups=groups[:1])
    agree(proposals.accept(first, by=None, at=NOW))
    assert promises.keep(at=NOW + timedelta(days=10)) == 1
    near = Email.objects.filter(kind="matching.promise_near").latest("pk")
    assert "Voor groep 7B, 7C heeft nog niemand ja gezegd." in near.text
    assert "Voor dit deel hebt u nog niemand gevraagd." in near.text
    assert promises.keep(at=NOW + timedelta(days=15)) == 1
    over = Email.objects.filter(kind="matching.promise_over").latest("pk")
    assert over.subject == "Nog niemand gevonden voor groep 7B, 7C: “Muziek voor groep 7”"
    assert "zodra u beiden" not in over.text
    assert [*Request.objects.past_promise()] == [request_]
    page = cast.client("leader").get(reverse("schools:request", args=[request_.pk]))
    assert "Op 7 december was nog niet alles afgesproken." in page.content.decode()


def test_nobody_is_reminded_when_every_group_has_a_yes(
    cast: Cast, request_: Request, groups: list[Group], anna: Professional
) -> None:
    Request.objects.update(promised_by=date(2026, 12, 7), end=date(2027, 1, 29))
    (whole,) = ask(cast, request_, anna)
    proposals.accept(whole, by=None, at=NOW)
    assert promises.keep(at=NOW + timedelta(days=10)) == 0
