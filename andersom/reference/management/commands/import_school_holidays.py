from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from andersom.reference.domain import holiday_file


class Command(BaseCommand):
    help = "Read the government's school holidays (JSON) for region midden; safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            report = holiday_file.load(file.read_bytes())
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror}") from None
        except holiday_file.WrongShape as error:
            raise CommandError(f"{file}: {error}; nothing was changed") from None
        for place, reason in report.rejected or []:
            self.stderr.write(f"{place}: {reason}")
        self.stdout.write(str(report))
