"""A mail in its final form: what a mail program reads is what was written."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import given
from hypothesis import strategies as st

from andersom.notifications.domain.composing import Letter, compose
from tests.factories.notifications import EmailFactory

LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=400)
SUBJECT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=250)


def read(letter: Letter) -> EmailMessage:
    return message_from_bytes(letter.message().as_bytes(), _class=EmailMessage, policy=default)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def written(subject: str, text: str, html: str = "", **facts: object) -> Letter:
    letter = Letter(subject, text, "Andersom <post@andersom.example>", ["a@b.example"], **facts)
    if html:
        letter.attach_alternative(html, "text/html")
    return letter


@given(SUBJECT, LINES, LINES)
def test_what_is_read_is_what_was_written(subject: str, text: str, html: str) -> None:
    read_back = read(written(" ".join(subject.split()), text, f"<p>{html}</p>"))
    assert read_back["Subject"] == " ".join(subject.split())
    assert body(read_back, "plain") == text.rstrip("\n") + "\n"
    assert body(read_back, "html") == f"<p>{html}</p>\n"
    assert not read_back.defects


def test_it_has_the_headers_and_parts_that_django_would_make() -> None:
    facts = {"headers": {"Message-ID": "<1@a.example>", "Content-Language": "nl"}}
    subject = "Eén les, één klas: „Muziek” – en nog veel meer woorden dan in één regel passen"
    ours = read(written(subject, "Dag\n\n.\nFrom mij", "<p>Dag</p>", **facts))
    theirs = EmailMultiAlternatives(
        subject, "Dag\n\n.\nFrom mij", "Andersom <post@andersom.example>", ["a@b.example"], **facts
    )
    theirs.attach_alternative("<p>Dag</p>", "text/html")
    theirs = message_from_bytes(
        theirs.message(policy=SMTP).as_bytes(), _class=EmailMessage, policy=default
    )
    names = {"Subject", "From", "To", "Message-ID", "Content-Language", "MIME-Version"}
    assert {name: ours[name] for name in names} == {name: theirs[name] for name in names}
    assert abs(ours["Date"].datetime - theirs["Date"].datetime) < timedelta(minutes=1)
    assert set(ours.keys()) == set(theirs.keys())
    assert [part.get_content_type() for part in ours.walk()] == [
        part.get_content_type() for part in theirs.walk()
    ]
    assert body(ours, "plain") == body(theirs, "plain")


@pytest.mark.parametrize("sign", "\r\n\0")
@pytest.mark.parametrize("name", ["Subject", "To", "From", "X-Other"])
def test_a_header_of_two_lines_is_refused(name: str, sign: str) -> None:
    letter = written("Dag", "Hallo", headers={"X-Other": "x"})
    dirty = f"a{sign}Bcc: spion@example.org"
    if name == "To":
        letter.to = [dirty]
    elif name == "From":
        letter.from_email = dirty
    elif name == "Subject":
        letter.subject = dirty
    else:
        letter.extra_headers[name] = dirty
    with pytest.raises(ValueError, match="more than one line"):
        letter.message()


def test_lines_are_short_enough_for_every_server() -> None:
    letter = written("Dag", "lang " * 1000, f"<p>{'é' * 3000}</p>")
    lines = letter.message().as_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"\n" not in b"".join(lines)


def test_an_address_outside_ascii_goes_the_way_of_django() -> None:
    letter = written("Dag", "Hallo")
    letter.to = ["noor@münchen.example"]
    assert read(letter)["To"] == "noor@xn--mnchen-3ya.example"


@pytest.mark.django_db
def test_a_mail_without_html_is_plain_text() -> None:
    read_back = read(compose(EmailFactory(html="", text="Hallo")))
    assert read_back.get_content_type() == "text/plain"
    assert body(read_back, "plain") == "Hallo\n"
