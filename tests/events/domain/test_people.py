"""What we keep about somebody, and what is left when she wants to be forgotten."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress

from andersom.accounts.domain import people as accounts
from events.domain import needs, visits
from events.domain.refusals import Refused
from events.domain.visits import Change
from events.models import Needs
from tests.factories.accounts import UserFactory
from tests.factories.events import DAY, ENDS, NOW, EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def test_her_own_data_holds_what_she_registered_with_proven_addresses() -> None:
    user = UserFactory()
    EmailAddress.objects.create(user=user, email="oud@example.org", verified=True)
    EmailAddress.objects.create(user=user, email="ander@example.org", verified=False)
    mine = RegistrationFactory(user=user)
    needs.keep(mine, food="vegetarisch", access="")
    RegistrationFactory(email="oud@example.org")
    RegistrationFactory(email="ander@example.org")
    told = accounts.own_data(user)["registrations"]
    assert [(row["email"], row["food"]) for row in told] == [
        (mine.email, "vegetarisch"),
        ("oud@example.org", ""),
    ]


def test_erasing_leaves_no_name_and_gives_the_place_on() -> None:
    user, event = UserFactory(), EventFactory(capacity=1)
    with time_machine.travel(NOW):
        mine = RegistrationFactory(event=event, user=user, shown=True)
        needs.keep(mine, food="vegetarisch", access="")
        past = RegistrationFactory(
            user=user, came=True, event=EventFactory(during=(NOW - 9 * DAY, NOW - 8 * DAY))
        )
        waiting = RegistrationFactory(event=event, waiting=True)
        accounts.erase(user, by=UserFactory())
    for one, state in ((mine, "cancelled"), (past, "confirmed")):
        one.refresh_from_db()
        assert (one.name, one.organisation, one.user, one.shown) == ("", "", None, False)
        assert (one.email, one.state) == (f"erased-{one.pk}@erased.invalid", state)
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    assert not Needs.objects.exists()


def test_needs_are_thrown_away_two_weeks_after_the_event() -> None:
    needs.keep(RegistrationFactory(), food="geen noten", access="")
    assert needs.forget_old(at=ENDS + 14 * DAY - timedelta(seconds=1)) == 0
    assert needs.forget_old(at=ENDS + 14 * DAY) == 1
    assert not Needs.objects.exists()


def test_a_visitor_changes_what_we_know() -> None:
    one = RegistrationFactory()
    change = Change("An", "Klankrijk", shown=True, food="", access="rolstoel")
    visits.change(one, change, by=None, at=NOW)
    one.refresh_from_db()
    assert (one.name, one.shown, one.needs.access) == ("An", True, "rolstoel")
    visits.change(one, Change("An", "", shown=False, food="", access=""), by=None, at=NOW)
    assert not Needs.objects.exists()
    with pytest.raises(Refused):
        visits.change(one, change, by=None, at=ENDS)
