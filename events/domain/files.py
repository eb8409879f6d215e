"""Files of documents and photos: what no row names any more leaves the disk.

Only after commit, so that an act that fails in the end has lost nothing.
"""

from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, pre_save

from events.models import Document, RecapPhoto

FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Document: ("file",),
    RecapPhoto: ("image", "medium", "small"),
}


def watch() -> None:
    """From ``ready()``: follow these models on every road, the admin's and that of a cascade."""
    for model in FIELDS:
        pre_save.connect(_replacing, sender=model, dispatch_uid=f"files:{model.__name__}")
        post_delete.connect(_gone, sender=model, dispatch_uid=f"files:{model.__name__}")


def _replacing(sender: type[models.Model], instance: models.Model, **_signal: Any) -> None:
    stored = sender._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    if stored is not None:
        transaction.on_commit(partial(_drop, stored, keep=instance), robust=True)


def _gone(sender: type[models.Model], instance: models.Model, **_signal: Any) -> None:
    transaction.on_commit(partial(_drop, instance), robust=True)


def _drop(old: models.Model, *, keep: models.Model | None = None) -> None:
    """Delete the files of ``old`` that ``keep``, the same row as it stands now, does not name."""
    for name in FIELDS[type(old)]:
        file = getattr(old, name)
        if file and (keep is None or getattr(keep, name).name != file.name):
            file.storage.delete(file.name)
