import re
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from andersom.overview.views import health
from providers.filters import CatalogueForm
from tests.people import Cast

pytestmark = pytest.mark.django_db
NUL = "\0"


def test_front_page_says_what_andersom_is(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.templates[0].name == "overview/landing.html"


def test_front_page_asks_the_catalogue_in_its_own_words(client):
    page = client.get("/").text
    asked = set(re.findall(r'name="(\w+)" maxlength|aanbod/\?(\w+)=', page))
    names = {name for pair in asked for name in pair if name}
    assert names == {"zoek", "domein"}
    assert names <= CatalogueForm.base_fields.keys()


def test_person_without_a_hat_is_shown_the_ways_in(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("a@example.org", name="A"))
    assert client.get("/").templates[0].name == "overview/no_hat.html"


@pytest.mark.parametrize("route", ["privacy", "accessibility"])
def test_statements_are_public(client, route):
    assert client.get(reverse(f"overview:{route}")).status_code == 200


def test_security_txt_stays_valid_for_months(client):
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    expires = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=60) < expires - timezone.now() < timedelta(days=365)
    assert lines["Contact"].startswith("mailto:")


def test_robots_stay_out_of_one_click_links(client):
    assert "Disallow: /antwoord/" in client.get("/robots.txt").text


def test_health_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/gezondheid/")
    assert answer.json() == {"status": "ok"}


def test_ready_names_what_fails(client, monkeypatch):
    def broken() -> bool:
        raise OperationalError

    monkeypatch.setitem(health.CHECKS, "database", broken)
    answer = client.get("/gezondheid/klaar/")
    assert answer.status_code == 503
    assert answer.json() | {"background": ""} == {
        "status": "fails",
        "database": "fails",
        "cache": "ok",
        "background": "",
    }


def test_ready_is_content_when_everything_answers(client, monkeypatch):
    monkeypatch.setitem(health.CHECKS, "background", lambda: True)
    answer = client.get("/gezondheid/klaar/")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.get("/?q=a%00b"),
        lambda client: client.get("/?a%00b=q"),
        lambda client: client.get("/a%00b/"),
        lambda client: client.post("/pet/", {"hat": NUL}),
        lambda client: client.post("/pet/", "hat=%00", "application/x-www-form-urlencoded"),
        lambda client: client.get("/", headers={"cookie": 'sessionid="\\000"'}),
    ],
)
def test_nul_is_refused_everywhere(client, send):
    answer = send(client)
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers


def test_error_page_needs_no_database(cast: Cast, monkeypatch):
    """A signed-in person's page asks who she is; the error page does without when it must."""
    client: Client = cast.client("owner")

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/bestaat-niet/")
    assert answer.status_code in {404, 503}
    assert b"<h1>" in answer.content


def test_unknown_page_is_404_in_the_house_style(client):
    answer = client.get("/bestaat-niet/")
    assert answer.status_code == 404
    assert b"<h1>" in answer.content
