from django.conf import settings
from django.db import migrations

from andersom.placements.domain import first_rules


def fill(apps, schema_editor):
    first_rules.fill(apps.get_model, region=settings.REGION)


class Migration(migrations.Migration):
    """The rule that holds on the first day; later ones are the project team's, in the admin."""

    dependencies = [("placements", "0002_ledger"), ("reference", "0003_city")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
