from django.db import migrations

CONDITIONS = [
    (
        "Het schoolbestuur heeft het convenant ondertekend",
        "Vraag het na bij uw bestuur. Zonder convenant mag een vakprofessional zonder bevoegdheid geen groep overnemen.",
    ),
    (
        "De school is dit schooljaar aangemeld",
        "De aanmelding geldt per schooljaar.",
    ),
    (
        "De medezeggenschapsraad (MR) stemt in",
        "Noteer de dag van de vergadering waarin de MR instemde.",
    ),
]


def add(apps, schema_editor):
    condition = apps.get_model("schools", "Condition")
    for position, (name, explanation) in enumerate(CONDITIONS, 1):
        condition.objects.get_or_create(
            name=name, defaults={"explanation": explanation, "position": position}
        )


class Migration(migrations.Migration):
    """The checklist as it starts; the project team edits it in the admin."""

    dependencies = [("schools", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
