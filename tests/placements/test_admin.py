"""The team's pages: they open, and acts go by the verbs."""

from datetime import date

import pytest
from django.urls import reverse

from andersom.placements.models import Lesson, RuleSet
from andersom.placements.states import LessonState, PlacementState
from tests.factories.placements import Place
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Cast):
    cast.team.is_superuser = True
    cast.team.save()
    return cast.client("team")


@pytest.fixture
def lesson(place: Place) -> Lesson:
    return place.lesson(date(2027, 1, 5))


@pytest.mark.parametrize("model", ["ruleset", "placement", "lesson", "groupmonth"])
def test_lists_and_pages_open(client, lesson, model: str) -> None:
    rows = {
        "ruleset": RuleSet.objects.get(),
        "placement": lesson.placement,
        "lesson": lesson,
        "groupmonth": lesson.groups.get().months.get(),
    }
    for address in (
        reverse(f"admin:placements_{model}_changelist"),
        reverse(f"admin:placements_{model}_change", args=[rows[model].pk]),
    ):
        assert client.get(address).status_code == 200


def act(client, model: str, action: str, pk: int):
    return client.post(
        reverse(f"admin:placements_{model}_changelist"),
        {"action": action, "_selected_action": [pk]},
    )


def test_action_cancels_a_lesson(client, lesson) -> None:
    act(client, "lesson", "cancel", lesson.pk)

    lesson.refresh_from_db()
    assert lesson.state == LessonState.CANCELLED


def test_action_ends_a_placement(client, lesson) -> None:
    act(client, "placement", "end", lesson.placement_id)

    lesson.placement.refresh_from_db()
    assert lesson.placement.state == PlacementState.ENDED


def test_action_recounts(client, lesson) -> None:
    RuleSet.objects.update(limit_minutes=600)
    act(client, "ruleset", "recount", RuleSet.objects.get().pk)

    assert lesson.groups.get().months.get().limit_minutes == 600


def test_rule_in_use_cannot_be_deleted(client, lesson) -> None:
    address = reverse("admin:placements_ruleset_delete", args=[RuleSet.objects.get().pk])

    assert client.get(address).status_code == 403
