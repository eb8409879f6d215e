"""What is logged about a request says which page it was, and nothing of who or what."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from andersom.notifications.domain import preferences
from tests.factories.accounts import UserFactory
from tests.factories.notifications import InboxItemFactory

pytestmark = pytest.mark.django_db
CANARY = "kanarie@example.org"


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """Everything that reaches the handler of the installation."""
    written = StringIO()
    (console,) = (one for one in logging.getLogger().handlers if one.get_name() == "console")
    assert isinstance(console, logging.StreamHandler)
    before = console.setStream(written)
    yield written
    console.setStream(before or console.stream)


def test_keys_and_searches_do_not_reach_the_log(client: Client, logged: StringIO) -> None:
    key = preferences.stop_link(CANARY, "events.hello").rstrip("/").rpartition("/")[2]
    client.get(reverse("notifications:unsubscribe", args=[key]))
    client.post(reverse("notifications:unsubscribe", args=[key]))
    client.get(reverse("notifications:unsubscribe", args=[f"x{key}"]))
    client.get(f"/bestaat-niet/{CANARY}/")
    client.get("/", {"q": CANARY})
    lines = logged.getvalue()
    assert "POST /afmelden/<str:key>/" in lines
    assert "Not Found: /afmelden/<str:key>/" in lines
    assert "Not Found: (no page)" in lines
    assert [word for word in (key, CANARY, "kanarie") if word in lines] == []


def test_rows_are_named_so_that_somebody_can_look(client: Client, logged: StringIO) -> None:
    item = InboxItemFactory()
    client.force_login(UserFactory())
    client.post(reverse("notifications:read", args=[item.pk]))
    assert f"POST /berichten/{item.pk}/open/" in logged.getvalue()


def test_every_handler_of_the_installation_filters() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert all(handler["filters"] == ["routes"] for handler in handlers)
