from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools.domain import register


class Command(BaseCommand):
    help = "Read DUO's register of school sites (either shape); safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="DUO's sites of primary schools (CSV)")
        parser.add_argument("--boards", type=Path, help="besturenbo.csv, with names of boards")
        parser.add_argument("--municipality", default=settings.MUNICIPALITY, help="four digits")

    def handle(self, *args: Any, file: Path, boards: Path | None, **options: Any) -> None:
        try:
            found = register.load(
                file_name=file.name,
                content=content_of(file),
                boards=content_of(boards) if boards else b"",
                municipality=options["municipality"].zfill(4),
                by=None,
                at=timezone.now(),
            )
        except register.WrongShape as error:
            raise CommandError(f"{file}: {error}; nothing was changed") from None
        for row in found.rejected:
            self.stderr.write(f"line {row.line}: {row.reason}")
        self.stdout.write(found.line())


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}; nothing was changed") from None
