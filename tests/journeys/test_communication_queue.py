"""The team looks at its mails, words one itself, and holds, changes and releases one that waits."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from andersom.notifications.domain import delivery, send
from andersom.notifications.models import Email, LetterText
from tests import people
from tests.factories.matching import open_request
from tests.journeys.person import Person
from tests.notifications.sink import Sink
from tests.people import Cast

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

KIND = "schools.request_posted"
CONTEXT = {
    "name": "Leonie",
    "request": "Muziek voor groep 5",
    "school": "De Zeemeeuw",
    "promised_by": date(2026, 10, 19),
    "url": "https://andersom.example/aanvragen/7/",
}
LEONIE = "leonie@example.org"
OPENING = "Beste {name}, wij zoeken vanaf **vandaag** mee."
EDITED = (
    "Dag Leonie,\n\nEr komt een collega bij.\n\nBekijk de aanvraag:\nhttps://andersom.example/x/"
)


@pytest.fixture
def cast(site: str) -> Cast:
    return people.build_cast()


def test_team_words_holds_edits_and_releases_a_mail(
    person: Callable[..., Person], cast: Cast, sink: Sink
) -> None:
    tess = person()
    tess.sign_in("tess@example.org", second_step=True)
    look_at_the_mails(tess)
    word_one(tess)
    write(cast)
    hold(tess)
    nobody_gets(sink)
    change(tess)
    release(tess)
    assert delivery.deliver(timezone.now() + timedelta(seconds=1)) == 1
    (arrived,) = sink.messages
    assert arrived["Subject"] == "Uw aanvraag staat open, met een collega"
    assert "Er komt een collega bij." in str(arrived)


def look_at_the_mails(tess: Person) -> None:
    tess.go("/beheer/notifications/lettertext/")
    tess.check("texts")
    tess.follow("All mails, with made-up names")
    tess.check("gallery")
    tess.follow(KIND)
    frame = tess.page.frame_locator("iframe").first
    expect(frame.get_by_role("paragraph").filter(has_text="De Zeemeeuw")).to_be_visible()
    tess.check("gallery-mail")


def word_one(tess: Person) -> None:
    """A name that the mail does not know is refused; the right one is looked at before saving."""
    tess.follow("Write our own subject and introduction")
    tess.fill_all(subject="Open: {aanvraag}", introduction=OPENING)
    tess.page.locator("input[name=_save]").click()
    expect(tess.page.get_by_text("{aanvraag} niet").first).to_be_visible()
    tess.check("unknown-name")
    tess.fill("subject", "Open: {request}")
    tess.button("Show the preview").click()
    shown = tess.page.frame_locator("iframe[name=voorbeeld]")
    expect(shown.get_by_role("heading", name="Open: Muziek voor groep 5 en 6")).to_be_visible()
    tess.check("preview")
    assert not LetterText.objects.exists()
    with tess.page.expect_navigation():
        tess.page.locator("input[name=_save]").click()
    assert LetterText.objects.get().subject == "Open: {request}"


def write(cast: Cast) -> None:
    about = f"request:{open_request(cast.school).pk}"
    send(KIND, to=cast.leader, key="journey:1", context=CONTEXT, at=timezone.now(), about=about)
    mail = Email.objects.get()
    assert mail.subject == "Open: Muziek voor groep 5"
    assert "Beste Leonie, wij zoeken vanaf vandaag mee." in mail.text


def hold(tess: Person) -> None:
    tess.go("/beheer/notifications/email/")
    tess.follow("Open: Muziek voor groep 5")
    tess.press("Hold")
    assert Email.objects.get().state == "held"
    tess.check("held")


def nobody_gets(sink: Sink) -> None:
    delivery.deliver(timezone.now() + timedelta(seconds=1))
    assert sink.messages == []


def change(tess: Person) -> None:
    tess.follow("Change subject and text")
    tess.check("edit")
    tess.fill_all(subject="Uw aanvraag staat open, met een collega", text=EDITED)
    tess.press("Save")
    frame = tess.page.frame_locator("iframe").first
    expect(frame.get_by_role("link", name="Bekijk de aanvraag")).to_be_visible()
    tess.check("edited")


def release(tess: Person) -> None:
    tess.press("Release")
    assert Email.objects.get().state == "queued"
