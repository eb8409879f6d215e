"""The door in a browser and over bad Wi-Fi, and the team's planning list."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events.domain import door
from events.models import Event, Registration
from tests.factories.events import BEGINS, EventFactory, RegistrationFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(BEGINS, tick=False)


def url(name: str, event: Event, *args: object) -> str:
    return reverse(f"events:{name}", args=[event.slug, *args])


def test_a_code_is_shown_first_and_lets_in_by_posting(cast: Cast) -> None:
    guest, client = RegistrationFactory(), cast.client("team")
    here = url("check_in", guest.event, guest.key)
    assert guest.name in client.get(here).content.decode()
    assert door.figures(guest.event).came == 0
    for _time in range(2):
        assert client.post(here).status_code == 302
    assert door.figures(guest.event).came == 1
    client.post(here, {"undo": "1"})
    assert door.figures(guest.event).came == 0


def test_a_page_that_keeps_trying_gets_json(cast: Cast) -> None:
    guest, client = RegistrationFactory(), cast.client("team")
    here = url("check_in", guest.event, guest.key)
    for _time in range(3):
        assert client.post(here, headers=JSON).json() == {"came": 1}
    foreign = url("check_in", EventFactory(), guest.key)
    refused = client.post(foreign, headers=JSON)
    assert refused.status_code == 409
    assert guest.name not in refused.content.decode()


@pytest.mark.parametrize("actor", ["anonymous", "owner", "leader", "trainer"])
def test_the_door_is_the_teams(cast: Cast, actor: str) -> None:
    guest, client = RegistrationFactory(), cast.client(actor)
    for address in (
        url("door", guest.event),
        url("check_in", guest.event, guest.key),
        url("badges", guest.event),
        url("planning", guest.event),
    ):
        assert client.get(address).status_code in {302, 403}
        client.post(address)
    assert door.figures(guest.event).came == 0


def test_a_code_of_another_event_shows_no_name(cast: Cast) -> None:
    guest, client = RegistrationFactory(name="Geheim"), cast.client("team")
    page = client.get(url("check_in", EventFactory(), guest.key))
    assert page.status_code == 404
    assert "Geheim" not in page.content.decode()


def test_a_walk_in_is_let_in_and_a_full_room_keeps_what_was_typed(cast: Cast) -> None:
    event, client = EventFactory(capacity=1), cast.client("team")
    typed = {"name": "Wim", "organisation": "Buurthuis", "email": ""}
    assert client.post(url("walk_in", event), typed).status_code == 302
    page = client.post(url("walk_in", event), typed)
    assert page.status_code == 422
    assert page.context["form"]["organisation"].value() == "Buurthuis"
    assert Registration.objects.get().walk_in
    assert client.post(url("walk_in", event), {"name": "", "email": "x"}).status_code == 422


@pytest.mark.parametrize("guests", [3, 35])
def test_queries_do_not_grow_with_the_guests(
    cast: Cast, guests: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event, client = EventFactory(), cast.client("team")
    RegistrationFactory.create_batch(guests, event=event)
    client.get(url("door", event))
    with django_assert_num_queries(16):
        client.get(url("door", event))


def test_badges_are_a_pdf_that_no_cache_keeps(cast: Cast) -> None:
    guest = RegistrationFactory()
    response = cast.client("team").get(url("badges", guest.event))
    assert response.content.startswith(b"%PDF-")
    assert "no-store" in response["Cache-Control"]


def test_the_planning_list_starts_with_the_usual_and_grows(cast: Cast) -> None:
    event, client = EventFactory(), cast.client("team")
    here = url("planning", event)
    assert client.get(here).status_code == 200
    assert event.chores.count() == 0
    client.post(here, {"usual": "1"})
    assert event.chores.count() == 7
    client.post(here, {"title": "Bloemen", "due": "2026-12-13"})
    chore = event.chores.get(title="Bloemen")
    client.post(here, {"chore": chore.pk, "done": "on"})
    chore.refresh_from_db()
    assert chore.done_by == cast.team
    again = client.post(here, {"title": "Bloemen", "due": "2026-12-13"})
    assert again.status_code == 422
    client.post(here, {"chore": chore.pk})
    chore.refresh_from_db()
    assert chore.done_at is None
    assert client.post(here, {"chore": "99999999"}).status_code == 302
