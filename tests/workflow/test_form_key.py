"""Forms that make something, sent twice as a double click would: one thing, the same answer.

The control sends the same words in a form without a key, which makes two (where no rule of the
thing itself forbids a second).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from providers.models import Offer, Professional, Unavailable
from schools.models import ClosedDay, Request
from tests.factories.placements import RequestFactory
from tests.factories.providers import OfferFactory, area, domain
from tests.people import Cast

pytestmark = pytest.mark.django_db

DAYS = {"first_day": "2027-03-01", "last_day": "2027-03-01"}


@dataclass(frozen=True)
class Form:
    """A form that makes a ``model``; ``page`` shows it, ``target`` gets what was typed."""

    actor: str
    model: type[Model]
    target: str
    argument: Callable[[Cast], Any] = lambda cast: None
    typed: Callable[[], dict[str, Any]] = dict
    page: str = ""

    def addresses(self, cast: Cast) -> tuple[str, str]:
        number = self.argument(cast)
        args = [] if number is None else [number]
        return reverse(self.page or self.target, args=args), reverse(self.target, args=args)


def professional() -> dict[str, Any]:
    return {
        "name": "Nora",
        "licence": "licensed",
        "years": ["0"],
        "languages": ["0"],
        "domains": [str(domain().pk)],
        "postcode_area": area().pc4,
        "radius_km": "10",
        "capacity_hours": "8",
    }


def offer(cast: Cast) -> int:
    return int(OfferFactory(provider=cast.provider).pk)


def posted(cast: Cast) -> int:
    return int(RequestFactory(school=cast.school).pk)


FORMS = {
    "closed day": Form(
        "leader", ClosedDay, "schools:closed_days", typed=lambda: DAYS | {"reason": "Studie"}
    ),
    "request": Form(
        "leader", Request, "schools:request_new", typed=lambda: {"domain": str(domain().pk)}
    ),
    "copy of a request": Form(
        "leader", Request, "schools:request_copy", posted, page="schools:request"
    ),
    "professional": Form("owner", Professional, "providers:professional_add", typed=professional),
    "copy of an offer": Form(
        "owner", Offer, "providers:offer_copy", offer, page="providers:offer_preview"
    ),
    "days off": Form(
        "owner",
        Unavailable,
        "providers:away",
        lambda cast: cast.professional.pk,
        lambda: DAYS,
        "providers:availability",
    ),
}
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def key_in(page: str, target: str) -> str:
    """The key that stands in the form of a page that posts to ``target``, or in its only form."""
    forms = re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", page, re.S)
    found = [form for form in forms if f'action="{target}"' in form] or [
        form for form in forms if 'action="' not in form
    ]
    key = re.search(r'name="once" value="([^"]+)"', found[0])
    assert key is not None, target
    return key[1]


@EACH
def test_form_sent_twice_makes_one(cast: Cast, form: Form) -> None:
    page, target = form.addresses(cast)
    client, count = cast.client(form.actor), form.model._default_manager.count()
    key = key_in(client.get(page).content.decode(), target)
    answers = [client.post(target, form.typed() | {"once": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert form.model._default_manager.count() == count + 1


@pytest.mark.parametrize("name", ["request", "copy of a request", "copy of an offer"])
def test_form_without_a_key_makes_two(cast: Cast, name: str) -> None:
    """The control: nothing but the key kept the second from being made."""
    form = FORMS[name]
    _page, target = form.addresses(cast)
    client, count = cast.client(form.actor), form.model._default_manager.count()
    for _ in range(2):
        assert client.post(target, form.typed()).status_code == 302

    assert form.model._default_manager.count() == count + 2


def test_other_words_with_an_old_key_are_heard(cast: Cast) -> None:
    """Back to the page, something changed, sent again: what she typed is not dropped."""
    client, target = cast.client("leader"), reverse("schools:closed_days")
    for day in ("2027-03-01", "2027-03-02"):
        data = {"first_day": day, "last_day": day, "reason": "Studie", "once": "een-sleutel"}
        client.post(target, data)

    assert ClosedDay.objects.count() == 2


def test_form_with_errors_keeps_what_was_typed_and_has_a_new_key(cast: Cast) -> None:
    client, target = cast.client("leader"), reverse("schools:closed_days")
    wrong = {"first_day": "2027-03-01", "last_day": "2027-02-01", "reason": "Studie"}
    answer = client.post(target, wrong | {"once": "een-sleutel"})

    assert answer.status_code == 422
    assert 'value="Studie"' in answer.content.decode()
    assert key_in(answer.content.decode(), target) != "een-sleutel"
    right = client.post(target, DAYS | {"reason": "Studie", "once": "een-sleutel"})
    assert (right.status_code, ClosedDay.objects.count()) == (302, 1)


def test_key_is_nobody_elses(cast: Cast) -> None:
    target = reverse("schools:closed_days")
    for actor in ("leader", "other_leader"):
        cast.client(actor).post(target, DAYS | {"reason": "Studie", "once": "een-sleutel"})

    assert ClosedDay.objects.count() == 2


def test_repeat_by_htmx_leads_to_the_same_place(cast: Cast) -> None:
    client, target = cast.client("leader"), reverse("schools:closed_days")
    data = DAYS | {"reason": "Studie", "once": "een-sleutel"}
    first = client.post(target, data)
    again = client.post(target, data, headers={"HX-Request": "true"})

    assert (again.headers["HX-Redirect"], ClosedDay.objects.count()) == (first.url, 1)
