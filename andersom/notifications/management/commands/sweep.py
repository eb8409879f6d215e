from argparse import ArgumentParser
from datetime import timedelta
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from andersom.notifications.domain import delivery, heartbeats


class Command(BaseCommand):
    help = "Deliver the mail that is due; for a cron, or as a service of its own with --every."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, help="seconds; go on until interrupted")
        parser.add_argument("--lease", type=float, help="seconds that a claim holds")

    def handle(
        self, *, every: float | None = None, lease: float | None = None, **options: Any
    ) -> None:
        term = timedelta(seconds=lease) if lease else delivery.LEASE
        while True:
            self.look(term, patient=every is not None)
            if every is None:
                return
            sleep(every)

    def look(self, lease: timedelta, *, patient: bool) -> None:
        """One sweep; in a service a mail server that is away is no reason to stop."""
        now = timezone.now()
        try:
            with heartbeats.look("mail", at=now) as look:
                look.count = delivery.deliver(now, lease=lease)
        except OSError as error:
            if not patient:
                raise
            self.stderr.write(f"{type(error).__name__}: {error}")
            return
        if look.count:
            self.stdout.write(f"sent {look.count}")
