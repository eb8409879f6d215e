"""A mail as it travels, made in one go.

Python's own way builds a tree of parts and parses every header twice, which takes as long as all
the rest of sending. Ours has always the same shape: a few headers of one line and a text, mostly
with the same in HTML. So the bytes are written directly, still behind Django's mail API, and what
does not have this shape goes Django's own way.
"""

from binascii import b2a_qp
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from andersom.notifications.domain import preferences
from andersom.notifications.models import Email

NEVER_IN_A_HEADER = "\r\n\0"
LONGEST_PLAIN_SUBJECT = 60
EOL = b"\r\n"


class Formed:
    """What a mail backend needs of a message: its bytes, and its headers by name."""

    def __init__(self, headers: dict[str, str], letter: bytes) -> None:
        self._headers, self._letter = headers, letter

    def __getitem__(self, name: str) -> str | None:
        return self._headers.get(name)

    def as_bytes(self, **_policy: Any) -> bytes:
        return self._letter


class Letter(EmailMultiAlternatives):
    """A mail of ours to one address."""

    formed: Formed | EmailMessage | None = None

    def message(self, *, policy: Policy | None = SMTP) -> Any:
        """The message in its final form, made once. Raises ValueError for a header of two lines."""
        if self.formed is None:
            usual = self.to[0].isascii() and str(self.from_email).isascii()
            self.formed = self._form() if usual else super().message(policy=policy or SMTP)
        return self.formed

    def _form(self) -> Formed:
        headers = {
            "Subject": self.subject,
            "From": str(self.from_email),
            "To": self.to[0],
            "Date": format_datetime(datetime.now(UTC)),
            **self.extra_headers,
            "MIME-Version": "1.0",
        }
        for name, value in headers.items():
            if any(sign in value for sign in NEVER_IN_A_HEADER):
                raise ValueError(f"the header {name} has more than one line")
        lines = (f"{name}: {encoded(name, value)}".encode() for name, value in headers.items())
        html = next((content for content, kind in self.alternatives if kind == "text/html"), "")
        return Formed(headers, EOL.join([*lines, *bodies(str(self.body), str(html))]))


def encoded(name: str, value: str) -> str:
    """The value in ASCII; only a subject is more than one line of it."""
    if value.isascii() and (name != "Subject" or len(value) <= LONGEST_PLAIN_SUBJECT):
        return value
    return Header(value, "utf-8", header_name=name).encode(linesep="\r\n")


def bodies(text: str, html: str) -> Iterator[bytes]:
    """The rest of the headers, an empty line, and the content."""
    if not html:
        yield from part("plain", text)
        return
    border = f"=_{token_hex(8)}".encode()
    yield b'Content-Type: multipart/alternative; boundary="' + border + b'"'
    yield b""
    for subtype, content in (("plain", text), ("html", html)):
        yield b"--" + border
        yield from part(subtype, content)
    yield b"--" + border + b"--" + EOL


def part(subtype: str, content: str) -> Iterator[bytes]:
    yield f'Content-Type: text/{subtype}; charset="utf-8"'.encode()
    yield b"Content-Transfer-Encoding: quoted-printable"
    yield b""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    yield b2a_qp(lines.encode(), istext=True).replace(b"\n", EOL)


def compose(email: Email) -> Letter:
    """The message as it leaves. Raises for anything that cannot be a mail."""
    message = Letter(
        email.subject,
        email.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[email.address],
        headers={
            "Message-ID": email.message_id,
            "Content-Language": email.language,
            **preferences.headers(email),
        },
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    message.message()
    return message
