"""Visitors among each other, behind the secret link of each."""

import pytest
from django.test import Client
from django.urls import reverse

from andersom.notifications.models import Email
from events.models import Hello, Interest
from tests.factories.events import ENDS, NOW, EventFactory, RecapFactory, RegistrationFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def url(name: str, *args: object) -> str:
    return reverse(f"events:{name}", args=args)


@pytest.mark.parametrize("name", ["visitors", "meet"])
def test_the_link_is_the_key_and_stays_a_secret(client: Client, name: str) -> None:
    me = RegistrationFactory()
    response = client.get(url(name, me.key))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert client.get(url(name, "verzonnen")).status_code == 404


@pytest.mark.parametrize("traits", [{"waiting": True}, {"cancelled": True}])
def test_who_does_not_come_sees_nobody(client: Client, traits: dict[str, bool]) -> None:
    me = RegistrationFactory(**traits)
    assert client.get(url("visitors", me.key)).status_code == 404


def test_only_who_agreed_is_shown_and_never_an_address(client: Client) -> None:
    event = EventFactory()
    me = RegistrationFactory(event=event)
    seen = RegistrationFactory(event=event, shown=True, name="Zichtbaar")
    unseen = RegistrationFactory(event=event, name="Onzichtbaar")
    page = client.get(url("visitors", me.key)).content.decode()
    assert "Zichtbaar" in page
    assert "Onzichtbaar" not in page
    assert seen.email not in page
    assert client.get(url("hello", me.key, unseen.pk)).status_code == 404


def test_saying_hello_sends_one_mail(client: Client) -> None:
    event = EventFactory()
    me, other = RegistrationFactory.create_batch(2, event=event, shown=True)
    here = url("hello", me.key, other.pk)
    assert client.post(here, {"idea": ""}).status_code == 422
    client.post(here, {"idea": "Samen een dag?"})
    assert Email.objects.get(kind="events.hello").address == other.email
    again = client.post(here, {"idea": "Nog een keer"})
    assert again.status_code == 422
    assert again.context["form"]["idea"].value() == "Nog een keer"
    assert Hello.objects.count() == 1


def test_talking_on_after_the_event(client: Client, time_machine) -> None:
    event = EventFactory()
    me, other = RegistrationFactory.create_batch(2, event=event, shown=True)
    client.post(url("meet", me.key), {"people": [other.pk]})
    assert not Interest.objects.exists()
    time_machine.move_to(ENDS, tick=False)
    client.post(url("meet", me.key), {"people": [other.pk]})
    assert other.email not in client.get(url("meet", me.key)).content.decode()
    client.post(url("meet", other.key), {"people": [me.pk]})
    assert other.email in client.get(url("meet", me.key)).content.decode()
    stranger = RegistrationFactory(shown=True)
    assert client.post(url("meet", me.key), {"people": [stranger.pk]}).status_code == 422


def test_a_recap_is_public_once_it_is_published(client: Client, cast: Cast) -> None:
    recap = RecapFactory(event=EventFactory(closed=True))
    here = url("recap", recap.event.slug)
    assert client.get(here).status_code == 404
    assert cast.client("team").get(here).status_code == 200
    recap.event.state = "recap"
    recap.event.save()
    assert recap.text in client.get(here).content.decode()
