"""Files that no row names any more leave the disk, and only then."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from events.domain import recap
from events.models import Document, RecapPhoto
from tests.events.domain.test_recap import photograph
from tests.factories.events import EventFactory, RecapFactory

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]


def on_disk() -> int:
    return sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))


def document(content: bytes = b"een") -> Document:
    made = Document(event=EventFactory(draft=True), title="Dia's")
    made.file.save("dia.pdf", ContentFile(content))
    return made


def photo() -> RecapPhoto:
    upload = photograph()
    files = dict(recap.sizes(upload, len(upload.getvalue())))
    return RecapPhoto.objects.create(recap=RecapFactory(), alt="Zaal", consent=True, **files)


def test_a_replaced_document_goes_and_the_new_one_stays(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = document()
        again = Document.objects.get(pk=made.pk)
        again.title = "Andere dia's"
        again.save()
    assert on_disk() == 1
    with django_capture_on_commit_callbacks(execute=True):
        again.file.save("dia.pdf", ContentFile(b"twee"))
        assert on_disk() == 2
    assert on_disk() == 1
    assert Path(Document.objects.get().file.path).read_bytes() == b"twee"


def test_a_document_that_becomes_a_link_leaves_no_file(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = document()
        made.file, made.url = "", "https://example.org/dia"
        made.save()
    assert on_disk() == 0


def test_all_widths_of_a_photo_go_with_it_or_with_its_event(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        one, other = photo(), photo()
    assert on_disk() == 6
    with django_capture_on_commit_callbacks(execute=True):
        one.delete()
    assert on_disk() == 3
    with django_capture_on_commit_callbacks(execute=True):
        other.recap.event.delete()
    assert on_disk() == 0


def test_what_fails_in_the_end_loses_no_file(django_capture_on_commit_callbacks: Commit) -> None:
    made = document()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        made.delete()
        transaction.set_rollback(True)
    assert on_disk() == 1
