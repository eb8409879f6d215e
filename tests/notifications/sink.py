"""A real SMTP server on loopback that keeps what it took, and a log that a relay would have."""

import asyncio
import logging
import os
import smtplib
import socket
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection

logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass
class Sink:
    """Takes every mail, except to addresses that ``replies`` answers with something else."""

    log: Path | None = None
    replies: dict[str, str] = field(default_factory=dict)
    messages: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    latency: float = 0
    log_delay: float = 0  # seconds that the log is behind
    liar: bool = False  # takes the mail and says that it did not
    lock: Lock = field(default_factory=Lock)

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if reply := self.replies.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.latency)
        message = message_from_bytes(envelope.content, policy=default)
        with self.lock:
            self.messages.append(message)
        if self.log_delay:
            asyncio.get_running_loop().call_later(self.log_delay, self.note, message)
        else:
            self.note(message)
        return "451 no, or yes" if self.liar else "250 taken"

    def note(self, message: EmailMessage) -> None:
        """A line in the log, as a relay keeps one."""
        if self.log:
            with self.lock, self.log.open("a") as out:
                out.write(f"{message['Message-ID']}\n")

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]


def serve(sink: Sink) -> Controller:
    """The server, started, at a free port (``.port``)."""
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def process_env(sink: Sink, port: int) -> dict[str, str]:
    """What a process needs to use the database of this test and deliver to this sink."""
    base, _, query = os.environ["DATABASE_URL"].partition("?")
    name = connection.settings_dict["NAME"]
    return os.environ | {
        "DATABASE_URL": f"{base.rpartition('/')[0]}/{name}?{query}",
        "MAIL_BACKEND": "tests.notifications.sink.RelayOfEnvironment",
        "SINK_PORT": str(port),
        "SINK_LOG": str(sink.log),
    }


class LoggedRelay(EmailBackend):
    """SMTP to a relay whose log tells which Message-IDs it took."""

    def __init__(self, log: str, **options: Any) -> None:
        super().__init__(**options)
        self.log = Path(log)

    def lookup(self, message_id: str) -> bool:
        return self.log.exists() and message_id in self.log.read_text().splitlines()


class Hanging(EmailBackend):
    """Delivers and then loses the connection before the answer."""

    def send_messages(self, email_messages: Any) -> int:
        super().send_messages(email_messages)
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


class RelayOfEnvironment(LoggedRelay):
    """The same for a process that only gets an environment."""

    def __init__(self, **options: Any) -> None:
        port = int(os.environ["SINK_PORT"])
        super().__init__(os.environ["SINK_LOG"], host="127.0.0.1", port=port, timeout=5, **options)
