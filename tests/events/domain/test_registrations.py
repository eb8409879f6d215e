"""Registering, confirming, waiting, being offered a place, cancelling: who ends up where."""

from datetime import datetime, timedelta

import pytest

from andersom.notifications.models import Email
from andersom.workflow.models import Move
from events.domain import registrations
from events.domain.refusals import Refused
from events.domain.registrations import Visitor
from events.models import Event, Needs, Registration
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS, DAY, ENDS, NOW, EventFactory, RegistrationFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def come(event: Event, *names: str, at: datetime = NOW, user: object = None) -> list[Registration]:
    visitors = [Visitor(f"{name}@Example.org", name) for name in names]
    return registrations.register(event, visitors, user=user, at=at)


def states(event: Event) -> list[tuple[str, str]]:
    return list(event.registrations.values_list("name", "state"))


def mails(kind: str) -> list[str]:
    found = Email.objects.filter(kind=f"events.{kind}").order_by("pk")
    return [mail.address for mail in found]


def refusal(act: object) -> str:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.text
    return caught.value.code


def test_without_account_the_place_is_held_until_the_link_is_used() -> None:
    event = EventFactory()
    (made,) = come(event, "An")
    assert (made.state, made.email, made.answer_by) == (
        "unconfirmed",
        "an@example.org",
        NOW + 24 * HOUR,
    )
    assert mails("confirm_address") == ["an@example.org"]
    assert mails("registered") == []
    registrations.confirm(made, by=None, at=NOW + HOUR)
    registrations.confirm(made, by=None, at=NOW + HOUR)
    assert states(event) == [("An", "confirmed")]
    assert mails("registered") == ["an@example.org"]


def test_unconfirmed_places_go_to_the_next_in_line() -> None:
    event = EventFactory(capacity=1)
    (first,) = come(event, "An")
    come(event, "Bo")
    assert registrations.lapse_due(at=NOW + 23 * HOUR) == 0
    assert registrations.lapse_due(at=NOW + 24 * HOUR) == 1
    assert states(event) == [("An", "cancelled"), ("Bo", "offered")]
    assert mails("lapsed") == ["an@example.org"]
    assert refusal(lambda: registrations.confirm(first, by=None, at=NOW + DAY)) == "offer_over"


def test_with_an_account_the_place_is_sure_at_once(cast: Cast) -> None:
    event = EventFactory()
    made = registrations.register(
        event,
        [Visitor(cast.owner.email, "Olga", provider=cast.provider), Visitor("k@x.nl", "Kim")],
        user=cast.owner,
        at=NOW,
    )
    assert [(one.state, one.user, one.party is not None) for one in made] == [
        ("confirmed", cast.owner, True),
        ("confirmed", None, True),
    ]
    assert mails("registered") == [cast.owner.email, "k@x.nl"]
    assert [move.verb for move in Move.objects.of(made[0])] == ["register"]


def test_one_click_confirms_who_was_registered_along() -> None:
    event = EventFactory()
    first, other = come(event, "An", "Bo")
    assert mails("confirm_address") == ["an@example.org"]
    registrations.confirm(first, by=None, at=NOW)
    assert states(event) == [("An", "confirmed"), ("Bo", "confirmed")]
    assert mails("registered") == ["an@example.org", "bo@example.org"]
    assert other.party == first.party


def test_who_cancels_before_confirming_takes_the_held_places_along() -> None:
    event = EventFactory()
    first, _other = come(event, "An", "Bo")
    registrations.cancel(first, by=None, at=NOW)
    assert states(event) == [("An", "cancelled"), ("Bo", "cancelled")]


def test_a_held_party_lapses_with_one_mail() -> None:
    event = EventFactory()
    come(event, "An", "Bo")
    assert registrations.lapse_due(at=NOW + DAY) == 2
    assert mails("lapsed") == ["an@example.org"]


def test_full_means_a_line_that_is_told_its_number(cast: Cast) -> None:
    event = EventFactory(capacity=1)
    for number, user in enumerate([cast.owner, cast.leader, cast.coordinator]):
        come(event, f"p{number}", user=user)
    assert states(event) == [("p0", "confirmed"), ("p1", "waiting"), ("p2", "waiting")]
    assert [one.position for one in event.registrations.order_by("pk")] == [0, 1, 2]
    waiting = Email.objects.filter(kind="events.waiting").order_by("pk")
    assert [("**" in mail.text, mail.address) for mail in waiting] == [
        (False, cast.leader.email),
        (False, cast.coordinator.email),
    ]


def test_a_free_place_is_offered_to_the_first_with_a_term() -> None:
    event = EventFactory(capacity=1, answer_hours=24)
    first = RegistrationFactory(event=event)
    second, third = [RegistrationFactory(event=event, waiting=True) for _ in range(2)]
    registrations.cancel(first, by=None, at=NOW)
    second.refresh_from_db()
    assert (second.state, second.queue_number, second.answer_by) == (
        "offered",
        None,
        NOW + 24 * HOUR,
    )
    assert mails("offered") == [second.email]
    assert mails("cancelled") == [first.email]
    registrations.lapse_due(at=NOW + DAY)
    third.refresh_from_db()
    assert third.state == "offered"
    assert mails("lapsed") == [second.email]
    registrations.accept(third, by=None, at=NOW + DAY)
    assert third.state == "confirmed"
    assert refusal(lambda: registrations.accept(second, by=None, at=NOW + DAY)) == "offer_over"


def test_an_answer_after_the_term_is_too_late_before_the_tick_too() -> None:
    event = EventFactory(capacity=1)
    late = RegistrationFactory(event=event, state="offered", answer_by=NOW)
    assert refusal(lambda: registrations.accept(late, by=None, at=NOW)) == "offer_over"


def test_a_term_never_goes_beyond_the_beginning() -> None:
    event = EventFactory(capacity=1, answer_hours=48)
    first = RegistrationFactory(event=event)
    second = RegistrationFactory(event=event, waiting=True)
    registrations.cancel(first, by=None, at=BEGINS - HOUR)
    second.refresh_from_db()
    assert second.answer_by == BEGINS


def test_nobody_is_offered_a_place_when_it_has_begun() -> None:
    event = EventFactory(capacity=1)
    first = RegistrationFactory(event=event)
    second = RegistrationFactory(event=event, waiting=True)
    registrations.cancel(first, by=None, at=BEGINS)
    second.refresh_from_db()
    assert second.state == "waiting"
    assert refusal(lambda: registrations.cancel(second, by=None, at=ENDS)) == "over"


def test_cancelling_twice_is_refused() -> None:
    one = RegistrationFactory()
    registrations.cancel(one, by=None, at=NOW)
    assert refusal(lambda: registrations.cancel(one, by=None, at=NOW)) == "answered"


def test_twice_is_refused_with_the_link_mailed_again() -> None:
    event = EventFactory()
    come(event, "an")
    assert refusal(lambda: come(event, "AN", "bo")) == "twice"
    assert states(event) == [("an", "unconfirmed")]
    assert registrations.send_link_again(event, "AN@example.org", at=NOW)
    assert not registrations.send_link_again(event, "an@example.org", at=NOW)
    assert not registrations.send_link_again(event, "wie@example.org", at=NOW)
    assert mails("link_again") == ["an@example.org"]
    assert refusal(lambda: come(event, "cas", "CAS")) == "same_address"


def test_who_is_named_along_and_is_registered_keeps_her_place_and_nobody_is_told() -> None:
    event = EventFactory()
    come(event, "bo")
    (made,) = come(event, "an", "BO")
    assert states(event) == [("bo", "unconfirmed"), ("an", "unconfirmed")]
    assert made.party is None
    asked = Email.objects.get(kind="events.confirm_address", address="an@example.org")
    assert "2" in asked.text  # as many as she named
    registrations.confirm(made, by=None, at=NOW)
    assert states(event) == [("bo", "unconfirmed"), ("an", "confirmed")]
    assert mails("registered") == ["an@example.org"]


def test_who_cancelled_may_come_back() -> None:
    event = EventFactory()
    (one,) = come(event, "an")
    registrations.cancel(one, by=None, at=NOW)
    assert come(event, "an")[0].state == "unconfirmed"


@pytest.mark.parametrize(
    ("state", "at", "code"),
    [
        ("draft", NOW, "not_open"),
        ("cancelled", NOW, "not_open"),
        ("closed", NOW, "too_late"),
        ("recap", ENDS + DAY, "too_late"),
        ("published", NOW - 2 * DAY, "too_early"),
        ("published", BEGINS - HOUR, "too_late"),
        ("published", BEGINS, "over"),
    ],
)
def test_registering_outside_the_window_is_refused(state: str, at: datetime, code: str) -> None:
    event = EventFactory(state=state)
    assert refusal(lambda: come(event, "an", at=at)) == code
    assert states(event) == []


@pytest.mark.parametrize(
    ("audience", "welcome"),
    [
        ("everyone", {"nobody", "owner", "professional_user", "leader", "team"}),
        ("providers", {"owner", "professional_user", "team"}),
        ("schools", {"leader", "team"}),
        ("trainees", {"team"}),
    ],
)
def test_only_the_audience_comes(cast: Cast, audience: str, welcome: set[str]) -> None:
    event = EventFactory(audience=audience)
    for name in ("nobody", "owner", "professional_user", "leader", "team"):
        user = None if name == "nobody" else cast.actor(name)
        if name in welcome:
            come(event, name, user=user)
        else:
            assert refusal(lambda n=name, u=user: come(event, n, user=u)) == f"for_{audience}"
    assert {name for name, _state in states(event)} == welcome


def test_needs_go_with_the_registration() -> None:
    event = EventFactory()
    visitor = Visitor("an@example.org", "An", food="geen noten")
    (made,) = registrations.register(event, [visitor], user=None, at=NOW)
    assert Needs.objects.get().food == "geen noten"
    registrations.cancel(made, by=None, at=NOW)
    assert not Needs.objects.exists()


def test_the_tick_leaves_a_cancelled_event_alone() -> None:
    event = EventFactory(cancelled=True)
    RegistrationFactory(event=event, state="offered", answer_by=NOW)
    assert registrations.lapse_due(at=NOW) == 0


def test_an_account_registers_without_its_address_being_shouted() -> None:
    user = UserFactory()
    (made,) = registrations.register(
        EventFactory(), [Visitor(user.email.upper(), "Ik")], user=user, at=NOW
    )
    assert made.email == user.email.lower()
