"""Everything of the timetable once, in this process: for a cron where no worker runs."""

from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Look once at everything that may be due, as beat and a worker would. Safe at any time."

    def handle(self, **options: Any) -> None:
        current_app.loader.import_default_modules()
        for name, entry in sorted(current_app.conf.beat_schedule.items()):
            current_app.tasks[entry["task"]]()
            self.stdout.write(name)
