"""What every test may ask for."""

from pathlib import Path

import pytest
from django.core.cache import cache

from tests import people

OUTBOX = "andersom.notifications.outbox.OutboxBackend"  # Django puts its own in place for tests


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path: Path) -> None:
    """Uploads go to a folder of the test; counters of earlier tests limit nobody;
    passwords cost little.
    """
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MAILERS = settings.MAILERS | {"default": {"BACKEND": OUTBOX}}
    cache.clear()


@pytest.fixture
def cast(db: None) -> people.Cast:
    """The fixed cast, with their organisations (see `tests.people`)."""
    return people.build_cast()
