"""What everybody reads about events."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from events.models import Document, Event
from tests.factories.events import (
    DAY,
    NOW,
    AppearanceFactory,
    EventFactory,
    ItemFactory,
    RegistrationFactory,
    between,
)
from tests.people import Cast

pytestmark = pytest.mark.django_db
LIST = reverse("events:event_list")
PAST = DateTimeTZRange(NOW - 9 * DAY, NOW - 9 * DAY + timedelta(hours=4))
LONG_AGO = DateTimeTZRange(NOW - 32 * DAY, NOW - 31 * DAY)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def read(event: Event, client: Client | None = None) -> str:
    answer = (client or Client()).get(event.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_has_what_comes_first_and_then_the_archive(client: Client) -> None:
    EventFactory(title="Later", during=between(24, 26))
    EventFactory(title="Eerst")
    EventFactory(title="Ooit", during=PAST, reported=True)
    EventFactory(title="Geheim", draft=True)
    page = client.get(LIST).content.decode()
    titles = [page.index(title) for title in ("Eerst", "Later", "Ooit")]
    assert titles == sorted(titles)
    assert "Geheim" not in page


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=99999999999999999999", "?page=-1"])
def test_any_page_number_is_a_page(client: Client, query: str) -> None:
    assert client.get(LIST + query).status_code == 200


def test_an_event_shows_programme_rooms_and_speakers(cast: Cast) -> None:
    event = EventFactory()
    for title in ("Muziek", "Dans"):
        AppearanceFactory(
            item=ItemFactory(event=event, title=title, round=True, room__name=f"Zaal {title}"),
            speaker__name=f"Spreker {title}",
        )
    page = read(event)
    for text in ("Muziek", "Zaal Dans", "Spreker Muziek", "13:00 – 14:00", event.accessibility):
        assert text in page
    assert reverse("events:register", args=[event.slug]) in page
    assert "/bijeenkomsten/" in page


@pytest.mark.parametrize(("traits", "status"), [({"draft": True}, 404), ({"cancelled": True}, 200)])
def test_a_draft_is_for_the_team_only(cast: Cast, traits: dict[str, bool], status: int) -> None:
    event = EventFactory(**traits)
    for name in ("anonymous", "owner"):
        assert cast.client(name).get(event.get_absolute_url()).status_code == status
    assert cast.client("team").get(event.get_absolute_url()).status_code == 200


def test_html_in_texts_is_shown_and_not_run() -> None:
    event = EventFactory(text="<script>alert(1)</script>", title="<b>Dik</b>")
    page = read(event)
    assert "<script>alert" not in page
    assert "<b>Dik" not in page


def test_calendar_of_an_event_is_a_file(client: Client) -> None:
    event = EventFactory()
    answer = client.get(reverse("events:event_ical", args=[event.slug]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART:20261214T120000Z" in answer.content


def test_front_page_names_the_next_event(client: Client) -> None:
    EventFactory(title="Ooit", during=PAST)
    EventFactory(title="Straks")
    page = client.get("/").content.decode()
    assert "Straks" in page
    assert "Ooit" not in page


def test_a_missing_file_is_not_found(client: Client) -> None:
    event = EventFactory()
    gone = Document.objects.create(event=event, title="Weg", file="events/documents/weg.pdf")
    link = Document.objects.create(event=event, title="Link", url="https://example.org/")
    for one in (gone, link):
        page = reverse("events:document", args=[event.slug, one.pk])
        assert client.get(page).status_code == 404
    assert client.get("/media/events/documents/weg.pdf").status_code == 404


def test_who_is_signed_in_finds_her_registrations_on_the_list(cast: Cast) -> None:
    mine = RegistrationFactory(user=cast.owner)
    RegistrationFactory(user=cast.owner, cancelled=True)
    recent = RegistrationFactory(user=cast.owner, event__during=PAST)
    RegistrationFactory(user=cast.owner, event__during=LONG_AGO)
    RegistrationFactory(user=cast.leader)
    RegistrationFactory()
    assert list(cast.client("owner").get(LIST).context["mine"]) == [recent, mine]
    assert cast.client("team").get(LIST).context["mine"].count() == 0
    assert Client().get(LIST).context["mine"] == []


@pytest.mark.parametrize("actor", ["owner", "leader", "professional_user", "trainer", "team"])
def test_everybody_signed_in_has_a_road_to_the_events(cast: Cast, actor: str) -> None:
    page = cast.client(actor).get(reverse("accounts:profile")).content.decode()
    assert f'href="{LIST}"' in page


@pytest.mark.parametrize("many", [1, 9])
def test_own_registrations_take_one_query(
    cast: Cast, many: int, django_assert_num_queries: Any
) -> None:
    client = cast.client("leader")
    for _number in range(many):
        RegistrationFactory(user=cast.leader)
    client.get(LIST)
    with django_assert_num_queries(16):
        client.get(LIST)


@pytest.mark.parametrize("many", [1, 9])
def test_pages_ask_the_same_number_of_queries(
    client: Client, many: int, django_assert_num_queries: Any
) -> None:
    event = EventFactory()
    for number in range(many):
        EventFactory(during=PAST)
        EventFactory()
        AppearanceFactory(
            item=ItemFactory(event=event, during=between(number / 5, number / 5 + 0.2))
        )
        Document.objects.create(event=event, title="Link", url="https://example.org/")
        RegistrationFactory(event=event)
    with django_assert_num_queries(3):
        client.get(LIST)
    with django_assert_num_queries(4):
        client.get(event.get_absolute_url())
