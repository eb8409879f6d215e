"""What every test may ask for."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from andersom.notifications import gallery, kinds, outbox, texts
from andersom.notifications.models import Email
from andersom.placements.domain import first_rules
from andersom.reference.domain import city
from tests import people

# How fast a machine thinks of examples, or works on one, says nothing about the product.
hypothesis.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("house")

INTRODUCTIONS = {"events.hello", "events.matched"}
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
OUTBOX = "andersom.notifications.outbox.OutboxBackend"  # Django puts its own in place for tests


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """A test with real transactions empties the database at its end: what the migrations wrote
    (the city, the rule on hours) is written again.
    """
    post_migrate.connect(_write_again, sender=apps.get_app_config("placements"))


def _write_again(**details: object) -> None:
    city.fill(lambda name: apps.get_model("reference", name))
    first_rules.fill(apps.get_model, region=settings.REGION)


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path: Path) -> None:
    """Uploads go to a folder of the test; counters of earlier tests limit nobody;
    passwords cost little.
    """
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MAILERS = settings.MAILERS | {"default": {"BACKEND": OUTBOX}}
    cache.clear()


@pytest.fixture(autouse=True)
def _samples_promise_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the sample of a mail shows, every real mail of that kind brings as well."""
    real = texts.render

    def render(kind: str, context: Mapping[str, Any], **more: Any) -> texts.Rendered:
        promised = {name for sample in gallery.samples(kind) for name in sample.context}
        assert promised - set(context) == set(), f"{kind}: the samples have more than the mail"
        return real(kind, context, **more)

    monkeypatch.setattr(texts, "render", render)


@pytest.fixture(autouse=True)
def _mail_names_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test has somebody do: a mail of ours names no address but that of its reader.

    Only who asked to be introduced to each other at a meeting learns an address.
    """
    real = outbox.row_of

    def row_of(draft: outbox.Draft) -> Email:
        row = real(draft)
        if row.kind in kinds.known() and row.kind not in INTRODUCTIONS:
            found = set(ADDRESS.findall(f"{row.subject}\n{row.text}\n{row.html}".lower()))
            others = found - {row.address, settings.CONTACT_EMAIL}
            assert not others, f"{row.kind} to {row.address} tells {others}"
        return row

    monkeypatch.setattr(outbox, "row_of", row_of)


@pytest.fixture(autouse=True)
def _mail_names_the_fact_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that is to be asked whether it still holds says of what: without, nobody asks.

    Only a closing word names none when its reader has heard of the question already.
    """
    real = outbox.row_of

    def row_of(draft: outbox.Draft) -> Email:
        asked = draft.kind in kinds.known() and kinds.of(draft.kind).holds
        if asked and draft.kind != "matching.proposal_closed":
            assert draft.about, f"{draft.kind} names no fact"
        return real(draft)

    monkeypatch.setattr(outbox, "row_of", row_of)


@pytest.fixture
def cast(db: None) -> people.Cast:
    """The fixed cast, with their organisations (see `tests.people`)."""
    return people.build_cast()
