"""Visitors of the front page find the latest recap."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.events import EventFactory, RecapFactory

pytestmark = pytest.mark.django_db


def test_visitors_find_the_latest_recap_that_is_published(client: Client) -> None:
    assert client.get("/").context["recap"] is None
    old = RecapFactory(published_at=timezone.now() - timedelta(days=9))
    new = RecapFactory(published_at=timezone.now(), summary="Samen verder.")
    RecapFactory(event=EventFactory(closed=True))
    page = client.get("/")
    assert page.context["recap"] == new != old
    assert "Samen verder." in page.content.decode()
