import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    """Asked here and not in the Makefile: PostgreSQL's version counts for generated columns."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
