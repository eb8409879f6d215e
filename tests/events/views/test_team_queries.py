"""What the team's pages of an event ask of the database, with few people and with many."""

from typing import Any

import pytest
from django.urls import reverse

from andersom.surveys.models import Survey
from events.domain import evaluations
from events.models import Chore, Event, Hello, Quote, Recap, RecapLink
from tests.factories.accounts import UserFactory
from tests.factories.events import (
    BEGINS,
    DAY,
    ENDS,
    NOW,
    EventFactory,
    ExpectationFactory,
    RecapFactory,
    RegistrationFactory,
    ThemeFactory,
)
from tests.people import Cast

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 14
QUERIES = {
    "door": 16,
    "moderate": 15,
    "sort_wall": 19,
    "planning": 21,
    "badges": 14,
    "wall_print": 11,
    "recap": 22,
}


def fill(event: Event, many: int) -> None:
    """So many people, cards, themes, chores, hellos, answers, quotes and links."""
    recap, tess = RecapFactory(event=event), UserFactory()
    for number in range(many):
        one = RegistrationFactory(event=event, came=True, user=UserFactory())
        other = RegistrationFactory(event=event, came=True)
        Hello.objects.create(sender=one, receiver=other, idea="Samen?", at=NOW)
        theme = ThemeFactory(event=event)
        ExpectationFactory(event=event, theme=theme, text=f"kaart {number}")
        ExpectationFactory(event=event, text=f"subsidie {number}")
        ExpectationFactory(event=event, state="waiting")
        due = BEGINS.date()
        Chore.objects.create(event=event, title=f"{number}", due=due, done_at=NOW, done_by=tess)
        Quote.objects.create(recap=recap, text="Goed", who="een aanbieder")
        RecapLink.objects.create(recap=recap, title="Verder", url="/scholingstraject/")
    evaluations.thank_due(at=ENDS + DAY)


@pytest.mark.parametrize("many", [FEW, MANY])
@pytest.mark.parametrize("name", QUERIES)
def test_pages_of_the_team_ask_the_same(
    cast: Cast, name: str, many: int, django_assert_num_queries: Any
) -> None:
    event, client = EventFactory(), cast.client("team")
    fill(event, many)
    here = reverse(f"events:{name}", args=[event.slug])
    client.get(here)
    with django_assert_num_queries(QUERIES[name]):
        assert client.get(here).status_code == 200


@pytest.mark.parametrize("many", [FEW, MANY])
def test_results_are_two_queries_and_the_survey(many: int, django_assert_num_queries: Any) -> None:
    event = EventFactory()
    fill(event, many)
    assert Survey.objects.count() == 1
    with django_assert_num_queries(3):
        assert evaluations.results(event).asked == 2 * many


@pytest.mark.parametrize("many", [FEW, MANY])
def test_editing_a_recap_asks_the_same(
    cast: Cast, many: int, django_assert_num_queries: Any
) -> None:
    event, client = EventFactory(), cast.client("team")
    fill(event, many)
    here = reverse("admin:events_recap_change", args=[Recap.objects.get().pk])
    client.get(here)
    with django_assert_num_queries(18):
        assert client.get(here).status_code == 200
