"""The mailbox of the demo: delivered mail as files, read by a page instead of a mail program."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage as Parsed
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivered mail, as the file holds it."""

    name: str
    to: str
    sender: str
    subject: str
    sent_at: datetime
    text: str
    html: str


class MailboxBackend(BaseEmailBackend):
    """Delivers into a folder. It remembers every Message-ID, as a relay with a log would."""

    def __init__(self, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            letter = message.message(policy=SMTP)
            name = name_of(str(letter["Message-ID"]))
            draft = self.folder / f"{name}.part"
            draft.write_bytes(letter.as_bytes())
            draft.rename(self.folder / f"{name}.eml")  # nobody reads half a letter
        return len(email_messages)

    def lookup(self, message_id: str) -> bool:
        """Whether this mail was delivered."""
        return (self.folder / f"{name_of(message_id)}.eml").exists()


def name_of(message_id: str) -> str:
    """The name of a letter's file, of hexadecimal digits only."""
    return sha256(message_id.strip().encode()).hexdigest()[:24]


def letters(folder: Path, limit: int = 200) -> list[Letter]:
    """The newest letters, newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return list(opened(files[:limit]))


def letter(folder: Path, name: str) -> Letter | None:
    """The letter of this name, or None."""
    if not NAME.fullmatch(name):
        return None
    return next(opened([folder / f"{name}.eml"]), None)


def opened(files: Sequence[Path]) -> Iterator[Letter]:
    for file in files:
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            continue
        parsed = message_from_bytes(content, _class=Parsed, policy=SMTP)
        yield Letter(
            name=file.stem,
            to=str(parsed["To"]),
            sender=str(parsed["From"]),
            subject=str(parsed["Subject"]),
            sent_at=parsed["Date"].datetime,
            text=body(parsed, "plain"),
            html=body(parsed, "html"),
        )


def body(parsed: Parsed, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
