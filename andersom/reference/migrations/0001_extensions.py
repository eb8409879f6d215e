from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What constraints (no overlap) and search (typos, accents) of the other apps stand on."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [BtreeGistExtension(), TrigramExtension(), UnaccentExtension()]
