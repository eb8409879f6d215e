"""C6: every page of the house without Redis, for everybody, and what people do there."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import time_machine
from celery import current_app
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from andersom.notifications import tasks
from andersom.notifications.models import Email
from andersom.placements.domain import placements
from andersom.placements.states import LessonState
from tests import people
from tests.architecture import objects
from tests.architecture.objects import World
from tests.architecture.test_matrix import ROUTES, Visitor, addresses
from tests.factories.accounts import PASSWORD
from tests.factories.placements import NOW, Place, RequestFactory

pytestmark = pytest.mark.django_db
BUSY = 503


class Patient(Visitor):
    """Reads the error page, and cannot empty a cache that is not there."""

    def __init__(self, name: str, world: World) -> None:
        super().__init__(name, world)
        self.client.raise_request_exception = False

    def forget(self) -> None:
        pass


@pytest.fixture
def without_redis(settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[None]:
    nowhere = f"unix://{tmp_path}/none.sock"
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": nowhere}}
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    tasks.forget()
    with pytest.raises(redis.ConnectionError, match=r"none\.sock"):
        cache.get("x")
    yield
    tasks.forget()


@pytest.mark.parametrize("actor", people.ACTORS)
def test_no_page_breaks(cast, record, without_redis, actor):
    world = objects.build(cast)
    visitor, seen = Patient(actor, world), Counter()
    broken = []
    for route in ROUTES:
        for address in addresses(route, world).values():
            for method in ("get", "post"):
                with visitor.visiting(method, address) as answer:
                    seen[answer.status_code] += 1
                    if answer.status_code >= 500 and answer.status_code != BUSY:
                        broken.append((route.name, method, answer.status_code))
    figures = {"pages": seen.total(), "try_again": seen[BUSY], "errors": len(broken)}
    record(f"C6 no Redis: {actor}", **figures)
    assert broken == []
    assert seen[200] > 0


def test_nobody_signs_in_and_everybody_who_is_in_goes_on(cast, record, without_redis):
    """Nothing counts wrong passwords, so the door stays shut; a booking is made all the same."""
    stranger = Client(raise_request_exception=False)
    login = stranger.post("/account/login/", {"login": "olga@example.org", "password": PASSWORD})
    assert login.status_code == BUSY
    place = Place(school=cast.school, professional=cast.professional)
    request = RequestFactory(school=place.school, groups=place.groups[1:])
    booked = placements.propose(request, place.professional, by=None, at=NOW)
    with time_machine.travel(NOW, tick=False):
        for name in ("leader", "owner"):
            answer = cast.client(name).post(reverse("placements:confirm", args=[booked.pk]))
            assert answer.status_code == 302
    assert set(booked.lessons.values_list("state", flat=True)) == {LessonState.PLANNED}
    agreed = Email.objects.filter(kind="placements.placement_agreed").count()
    assert agreed > 0
    record(
        "C6 no Redis: signing in says later, booking goes on",
        login=login.status_code,
        lessons=booked.lessons.count(),
        mails_waiting=agreed,
    )
