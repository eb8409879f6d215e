from django.db import migrations

from andersom.reference.domain import city


def fill(apps, schema_editor):
    city.fill(lambda name: apps.get_model("reference", name))


class Migration(migrations.Migration):
    """The city as the product starts; later changes are the project team's, in the admin."""

    dependencies = [("reference", "0002_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
