"""Stopping a kind of mail: from the mail itself without signing in, and in the profile."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from andersom.notifications.domain import delivery
from andersom.notifications.models import InboxItem, Preference
from andersom.overview.domain import digests
from tests import people
from tests.factories.matching import fitting, open_request
from tests.journeys.person import Person
from tests.notifications.sink import Sink
from tests.people import Cast

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

OLGA = "olga@example.org"
PROFILE = "/mijn-gegevens/berichten/"
WEEK = timedelta(days=7)


@pytest.fixture
def cast(site: str) -> Cast:
    """Anna of Klankrijk fits what De Zeemeeuw asks, so Olga gets a digest."""
    cast = people.build_cast()
    fitting(cast.provider, "Anna")
    open_request(cast.school, title="Zingen met groep 7")
    return cast


def test_olga_stops_her_digest_and_has_it_again(
    person: Callable[..., Person], cast: Cast, sink: Sink
) -> None:
    (digest,) = mails_after(timedelta(0), sink)
    stranger = person()  # the browser of her phone, where she never signed in
    stop_by_link(stranger, link_below(digest))
    open_request(cast.school, title="Dansen met groep 7")
    assert len(mails_after(WEEK, sink)) == 1, "a digest came although she stopped it"
    assert InboxItem.objects.filter(user__email=OLGA, kind="overview.digest_provider").count() == 2

    have_again(stranger)
    open_request(cast.school, title="Toneel met groep 7")
    assert len(mails_after(3 * WEEK, sink)) == 2  # the week before has no school

    choose_never(stranger)
    open_request(cast.school, title="Rappen met groep 7")
    assert len(mails_after(4 * WEEK, sink)) == 2


def test_mail_program_stops_it_in_one_click(cast: Cast, sink: Sink) -> None:
    """RFC 8058: a bare POST of another program to the address in the header, no cookie, no page."""
    (digest,) = mails_after(timedelta(0), sink)
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = digest["List-Unsubscribe"].strip("<>")
    body = urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urlopen(Request(url, data=body)) as answer:  # noqa: S310 - our own site on loopback
        assert answer.status == 200
    assert not Preference.objects.get(user__email=OLGA).by_mail
    open_request(cast.school, title="Dansen met groep 7")
    assert len(mails_after(WEEK, sink)) == 1


def mails_after(wait: timedelta, sink: Sink) -> list[EmailMessage]:
    """All that Olga ever got, when the digests of that moment have gone out."""
    at = timezone.now() + wait
    digests.look(at=at)
    delivery.deliver(at + timedelta(seconds=1))
    return [mail for mail in sink.messages if mail["To"] == OLGA]


def link_below(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    (link,) = set(re.findall(r"https?://\S+/afmelden/\S+/", body.get_content()))
    return urlsplit(link).path


def stop_by_link(olga: Person, path: str) -> None:
    changed = path.removesuffix("/")[:-1] + ("A/" if path[-2] != "A" else "B/")
    assert olga.go(changed).status == 404
    olga.expect_title("This link does not work")
    olga.check("changed-link")
    olga.go(path)
    olga.expect_title("Stop these mails?")
    olga.check("stop")
    assert not Preference.objects.exists(), "opening the link changed something"
    olga.press("Stop these mails")
    olga.expect_title("Done: these mails stop")
    olga.check("stopped")


def have_again(olga: Person) -> None:
    olga.press("I want them after all")
    olga.expect_title("These mails come again")
    olga.check("again")
    assert Preference.objects.get().by_mail


def choose_never(olga: Person) -> None:
    """The link on that page asks her to sign in and leads to what she can choose."""
    olga.follow("Choose per kind of mail")
    olga.sign_in_here(OLGA)
    assert olga.path == PROFILE
    olga.expect_title("Messages and mail")
    expect(olga.page.get_by_text(olga.text("These always come by mail"))).to_be_visible()
    olga.check("profile")
    olga.choose("digest-rhythm", Preference.Rhythm.NEVER)
    olga.press("Save")
    olga.expect_text("Your choices are saved.")
    expect(olga.page.locator("input[name=digest-rhythm][value=never]")).to_be_checked()
    olga.check("saved")
