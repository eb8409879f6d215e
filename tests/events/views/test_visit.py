"""Registering and the page behind the link, as visitors meet them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from andersom.notifications.models import Email
from events.models import Event, Registration
from tests.factories.events import (
    BEGINS,
    DAY,
    NOW,
    EventFactory,
    ItemFactory,
    RegistrationFactory,
)
from tests.people import Cast

pytestmark = pytest.mark.django_db
AN = {"name": "An", "email": "An@Example.org", "organisation": "Klankrijk"}
NOBODY_ELSE = {"colleagues-TOTAL_FORMS": 4, "colleagues-INITIAL_FORMS": 0}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def register(client: Client, event: Event, **more: Any) -> Any:
    page = reverse("events:register", args=[event.slug])
    return client.post(page, AN | NOBODY_ELSE | more, follow=True)


def act(route: str, visitor: Registration, **data: Any) -> Any:
    return Client().post(reverse(f"events:{route}", args=[visitor.key]), data, follow=True)


def told(response: Any) -> str:
    """What the page says to its reader."""
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def texts(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_without_account_the_link_from_the_mail_confirms(client: Client) -> None:
    event = EventFactory()
    answer = register(client, event, food="vegetarisch")
    assert answer.redirect_chain[-1][0] == reverse("events:look_in_mail", args=[event.slug])
    made = Registration.objects.get()
    assert (made.state, made.needs.food, made.user) == ("unconfirmed", "vegetarisch", None)
    assert made.key in Email.objects.get().text
    page = client.get(made.get_absolute_url())
    made.refresh_from_db()
    assert made.state == "unconfirmed"
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "same-origin")
    assert "noindex" in page["X-Robots-Tag"]
    assert act("confirm", made).status_code == 200
    made.refresh_from_db()
    assert made.state == "confirmed"


def test_with_an_account_everything_is_filled_in(cast: Cast) -> None:
    event, client = EventFactory(), cast.client("owner")
    page = client.get(reverse("events:register", args=[event.slug]))
    form = page.context["form"]
    assert (form["name"].value(), form["email"].value(), form["organisation"].value()) == (
        "Olga",
        cast.owner.email,
        "Klankrijk",
    )
    answer = register(client, event, email="iemand@anders.nl")
    made = Registration.objects.get()
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    assert (made.state, made.email, made.provider, made.user) == (
        "confirmed",
        cast.owner.email,
        cast.provider,
        cast.owner,
    )
    again = client.get(reverse("events:register", args=[event.slug]))
    assert again.url == made.get_absolute_url()


def test_colleagues_come_along(cast: Cast) -> None:
    event = EventFactory()
    row = {"colleagues-0-name": "Bo", "colleagues-0-email": "bo@example.org"}
    register(cast.client("leader"), event, **row)
    found = event.registrations.values_list("name", "organisation", "school", "state")
    assert list(found) == [
        ("An", "Klankrijk", cast.school.pk, "confirmed"),
        ("Bo", "Klankrijk", cast.school.pk, "confirmed"),
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"email": "geen adres"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "<script>alert(1)</script>"}, "name"),
        ({"food": "x" * 201}, "food"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Client, more: dict[str, str], field: str
) -> None:
    answer = register(client, EventFactory(), **more)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Registration.objects.exists()


def test_half_a_colleague_is_asked_for_the_rest(client: Client) -> None:
    answer = register(client, EventFactory(), **{"colleagues-0-name": "Bo"})
    assert answer.status_code == 422
    assert answer.context["colleagues"].forms[0].errors.keys() == {"email"}


@pytest.mark.parametrize("capacity", [1, 35])
def test_twice_without_account_tells_a_stranger_nothing_and_mails_the_owner(
    client: Client, capacity: int
) -> None:
    event = EventFactory(capacity=capacity)
    RegistrationFactory(event=event, email="an@example.org")
    known = register(client, event)
    unknown = register(Client(), event, email="cas@example.org")
    assert known.redirect_chain == unknown.redirect_chain
    assert told(known) == told(unknown)
    assert event.registrations.filter(email="an@example.org").count() == 1
    assert [mail.address for mail in Email.objects.filter(kind="events.link_again")] == [
        "an@example.org"
    ]


def test_twice_signed_in_is_told_and_the_link_mailed_again(cast: Cast) -> None:
    event = EventFactory()
    RegistrationFactory(event=event, email=cast.owner.email)
    answer = register(cast.client("owner"), event)
    assert answer.status_code == 422
    assert cast.owner.email in str(answer.context["form"].non_field_errors())
    assert Email.objects.filter(kind="events.link_again").count() == 1


def test_full_is_told_with_the_number_in_line_by_mail(client: Client) -> None:
    event = EventFactory(capacity=1)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, waiting=True)
    register(client, event)
    assert "plaats 2 " in Email.objects.get(kind="events.waiting").text
    made = Registration.objects.get(name="An")
    page = client.get(made.get_absolute_url()).content.decode()
    assert "2" in page[page.index("<h2") : page.index("</h2")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closed": True}, "too_late"),
        ({"cancelled": True}, "not_open"),
        ({"opens_at": NOW + DAY}, "too_early"),
        ({"audience": "schools"}, "for_schools"),
        ({"audience": "providers"}, "for_providers"),
    ],
)
def test_who_cannot_register_reads_why(client: Client, changes: dict[str, Any], code: str) -> None:
    event = EventFactory(**changes)
    for answer in (register(client, event), client.get(event.get_absolute_url() + "aanmelden/")):
        assert (answer.status_code, answer.context["code"]) == (200, code)
    assert not Registration.objects.exists()


def test_an_offered_place_is_taken_by_the_form_only() -> None:
    visitor = RegistrationFactory(
        event=EventFactory(capacity=1), state="offered", answer_by=NOW + DAY
    )
    Client().get(visitor.get_absolute_url())
    assert Client().get(reverse("events:answer_offer", args=[visitor.key])).status_code == 405
    visitor.refresh_from_db()
    assert visitor.state == "offered"
    act("answer_offer", visitor)
    visitor.refresh_from_db()
    assert visitor.state == "confirmed"


def test_a_term_that_is_over_is_told_kindly() -> None:
    for route, state in (("answer_offer", "offered"), ("confirm", "unconfirmed")):
        visitor = RegistrationFactory(event=EventFactory(), state=state, answer_by=NOW)
        assert Client().get(visitor.get_absolute_url()).status_code == 200
        answer = act(route, visitor)
        assert answer.status_code == 200
        assert texts(answer)
        visitor.refresh_from_db()
        assert visitor.state == state


def test_cancelling_twice_is_once() -> None:
    visitor = RegistrationFactory()
    for _ in range(2):
        answer = act("cancel_registration", visitor)
        assert answer.status_code == 200
    visitor.refresh_from_db()
    assert visitor.state == "cancelled"
    assert Email.objects.filter(kind="events.cancelled").count() == 1


def test_rounds_are_chosen_on_her_page_and_a_full_one_is_told() -> None:
    event = EventFactory()
    one = ItemFactory(event=event, round=True, room__capacity=1, title="Muziek")
    first, second = RegistrationFactory.create_batch(2, event=event)
    assert act("choose_rounds", first, round1=one.pk).status_code == 200
    refused = act("choose_rounds", second, round1=one.pk)
    assert refused.status_code == 422
    assert "Muziek" in str(refused.context["rounds_form"].non_field_errors())
    assert act("choose_rounds", second, round1="x").status_code == 422
    assert first.choices.get().item == one
    act("choose_rounds", first, round1="")
    assert not first.choices.exists()


def test_details_are_changed_on_her_page() -> None:
    visitor = RegistrationFactory()
    act("change_visit", visitor, name="Anders", organisation="", food="geen noten", shown="on")
    visitor.refresh_from_db()
    assert (visitor.name, visitor.shown, visitor.needs.food) == ("Anders", True, "geen noten")
    assert act("change_visit", visitor, name="").status_code == 422


@pytest.mark.parametrize(
    "traits",
    [
        {},
        {"came": True},
        {"waiting": True},
        {"cancelled": True},
        {"state": "offered", "answer_by": NOW + DAY},
        {"state": "unconfirmed", "answer_by": NOW + DAY},
    ],
)
@pytest.mark.parametrize("state", ["published", "closed", "recap", "cancelled"])
@pytest.mark.parametrize("at", [NOW, BEGINS + timedelta(days=3)])
def test_the_page_stands_in_every_state(traits: dict[str, Any], state: str, at: Any) -> None:
    event = EventFactory(state=state)
    ItemFactory(event=event, round=True)
    visitor = RegistrationFactory(event=event, **traits)
    with time_machine.travel(at):
        page = Client().get(visitor.get_absolute_url())
        assert page.status_code == 200
        calendar = Client().get(reverse("events:registration_ical", args=[visitor.key]))
        assert calendar.content.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("key", ["x", "é", "%00", "a" * 500])
def test_an_unknown_link_shows_nothing(key: str) -> None:
    assert Client().get(f"/aanmelding/{key}/").status_code in {400, 404}
