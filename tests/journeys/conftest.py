"""The house on loopback with a browser before it, on a Monday in autumn."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser

from tests.journeys import looks
from tests.journeys.person import Person
from tests.notifications.conftest import sink

__all__ = ["sink"]

# Two school months lie ahead, and November 2026 has five Mondays.
MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def site(live_server: Any, settings: Any) -> Iterator[str]:
    """The address of the house. Mail leads there; the clock goes on from Monday morning."""
    settings.SITE_URL = live_server.url
    with time_machine.travel(MONDAY, tick=True):
        yield live_server.url


@pytest.fixture
def person(
    site: str, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """Seats somebody at a browser of her own; at the end nobody's browser has complained."""
    seated: list[Person] = []
    area = request.node.module.__name__.rpartition("test_")[2]

    def sit(journey: str = area, **more: Any) -> Person:
        seated.append(Person(browser, site, journey, **more))
        return seated[-1]

    yield sit
    for one in seated:
        looks.keep(one.page, f"{one.journey}-end")
        one.context.close()
    assert [one.complaints for one in seated if one.complaints] == []
