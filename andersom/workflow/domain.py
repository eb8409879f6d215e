"""Moving a thing through its states: the only place that writes a state."""

from datetime import datetime
from typing import Any

import structlog
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from andersom.accounts.models import User
from andersom.workflow.machine import Machine
from andersom.workflow.models import Move

log = structlog.get_logger(__name__)


@transaction.atomic
def move[T: models.Model](
    obj: T,
    machine: Machine,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    field: str = "state",
    **changes: Any,
) -> T:
    """Lock ``obj``, check the verb against its *stored* state, save, and write the journal.

    ``changes`` are fields saved along with the state. ``obj`` is refreshed in place, so that the
    caller goes on with what is true. Raises `machine.IllegalMove` when the verb is not allowed
    from the stored state (somebody else may have been first); nothing is changed then.
    """
    stored = type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    source = getattr(stored, field)
    target = machine.target(source, verb)
    for name, value in {field: target, **changes}.items():
        setattr(stored, name, value)
        setattr(obj, name, value)
    stored.save(update_fields=[field, *changes])
    record(obj, verb, source=source, target=target, by=by, reason=reason, at=at)
    return obj


def record(
    obj: models.Model,
    verb: str,
    *,
    source: str = "",
    target: str,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> Move:
    """Write one line in the journal; for a birth, ``source`` is empty."""
    log.info("move", kind=obj._meta.label, id=obj.pk, verb=verb, source=source, target=target)
    return Move.objects.create(
        content_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        verb=verb,
        source=source,
        target=target,
        by=by,
        reason=reason,
        at=at,
    )
