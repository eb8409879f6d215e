from typing import Any

from django.core.management.base import BaseCommand

from andersom.demo.city import people


class Command(BaseCommand):
    help = "Show the code with which the team member of the demo completes signing in."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for code, left in people.codes():
            self.stdout.write(f"{code}  {left} seconds left")
