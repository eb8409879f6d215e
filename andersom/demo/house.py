"""One run of the whole house on this machine: what `demo` and `dev` have in common."""

import logging
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from andersom import servers
from andersom.demo import city
from andersom.demo.processes import GaveUpError, Supervisor, free_port, web_answers

SLOWEST_WEB_START = 90  # seconds


class House:
    """Servers, migrations, the demo city, and web, worker and beat under one supervisor."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self.say = say
        self.base: Path = settings.BASE_DIR
        home = servers.home(self.base)
        self.servers = servers.Servers(home)
        self.supervisor = Supervisor(home / "log", home / "processes")
        self.port = 0

    def open(self, *, reset: bool, wanted_port: int) -> None:
        """Choose the port, start the servers and bring database and city up to date.

        The port comes first because the mails of the city link to it. Servers that DATABASE_URL
        and REDIS_URL name are used as they are, and never erased.
        """
        own = not {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys()
        if reset and not own:
            raise GaveUpError(
                "RESET erases only our own servers; DATABASE_URL and REDIS_URL name others."
            )
        self.servers.take()
        self.supervisor.end_leftovers()
        self.port = free_port(wanted_port)
        if self.port != wanted_port:
            self.say(f"Port {wanted_port} is taken, so {self.port} it is.")
        settings.SITE_URL = self.address
        if reset:
            self.servers.erase()
            for name in ("media", "mailbox"):
                shutil.rmtree(self.servers.home / name, ignore_errors=True)
        if own:
            self.say("Starting PostgreSQL and Valkey …")
            self.servers.start()
        self.say("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        if not get_user_model().objects.exists():
            self.say("Building the demo city …")
            # The terminal is for people; each mail of the city would ring with a line of log.
            logging.getLogger("django_structlog").setLevel(logging.WARNING)
            # All of it or nothing: a city that was broken off half-way is built again.
            with transaction.atomic():
                city.build(timezone.now())
        connection.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *, web: Callable[[int], Sequence[str]], debug: bool) -> None:
        """Start web, worker and beat; the web answers at `address`."""
        env = {"ANDERSOM_DEMO": "1", "SITE_URL": self.address, "PYTHONUNBUFFERED": "1"}
        env |= {"DEBUG": "1"} if debug else {}
        self.say("Starting web, worker and beat …")
        process = self.supervisor.start("web", web(self.port), env)
        celery = [sys.executable, "-m", "celery", "--app", "andersom.celery"]
        worker = ["worker", "--concurrency", "2", "--loglevel", "info", "--without-mingle"]
        self.supervisor.start("worker", [*celery, *worker], env)
        self.supervisor.start("beat", [*celery, "beat", "--pidfile", "", "--loglevel", "info"], env)
        ready = servers.wait_until(
            lambda: web_answers(self.port), process=process.popen, seconds=SLOWEST_WEB_START
        )
        if not ready:
            raise GaveUpError(
                f"The web does not start; {process.log} ends with:\n{process.last_lines()}"
            )
        self.servers.tell(f"process {os.getpid()}, at {self.address}")

    def close(self) -> None:
        """Stop everything, the servers last."""
        self.supervisor.stop()
        self.servers.stop()
