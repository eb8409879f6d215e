"""Moving a thing through its states: the only place that writes a state.

Beside it what every act needs that may meet another one: `retrying` after a deadlock, and `once`
for a form that is sent twice.
"""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import structlog
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, models, transaction
from django.db.models import OuterRef, Subquery

from andersom.accounts.models import User
from andersom.workflow.machine import Machine
from andersom.workflow.models import Move, UsedKey

log = structlog.get_logger(__name__)

SERIALIZATION_FAILURE, DEADLOCK, LOCK_TIMEOUT = "40001", "40P01", "55P03"
ATTEMPTS = 5
KEPT = timedelta(days=2)


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


def came_into(model: type[models.Model], state: str) -> Subquery:
    """For an annotation on rows of ``model``: the moment at which each came into a state last.

    What was noted while it stayed in the state does not count.
    """
    moves = Move.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id=OuterRef("pk"),
        target=state,
    ).exclude(source=state)
    return Subquery(moves.order_by("-at").values("at")[:1])


@transaction.atomic
def move_all[T: models.Model](
    objects: models.QuerySet[T],
    machine: Machine,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    field: str = "state",
) -> list[T]:
    """Move many things at once: locked in the order of their keys, one UPDATE, a line for each.

    Raises `machine.IllegalMove` when one of them does not allow the verb; none moves then.
    """
    stored = list(objects.order_by("pk").select_for_update(of=("self",)))
    sources = [getattr(obj, field) for obj in stored]
    targets = [machine.target(source, verb) for source in sources]
    if not stored:
        return stored
    kind = ContentType.objects.get_for_model(stored[0])
    type(stored[0])._base_manager.filter(pk__in=[obj.pk for obj in stored]).update(
        **{field: targets[0]}
    )
    Move.objects.bulk_create(
        Move(
            content_type=kind,
            object_id=obj.pk,
            verb=verb,
            source=source,
            target=target,
            by=by,
            reason=reason,
            at=at,
        )
        for obj, source, target in zip(stored, sources, targets, strict=True)
    )
    log.info("move_all", kind=stored[0]._meta.label, verb=verb, count=len(stored))
    for obj, target in zip(stored, targets, strict=True):
        setattr(obj, field, target)
    return stored


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


def forget_keys(*, at: datetime) -> int:
    """Throw away the keys of forms that nobody has open any more; how many."""
    deleted, _kinds = UsedKey.objects.filter(at__lt=at - KEPT).delete()
    return deleted


def sqlstate(error: BaseException) -> str:
    """The PostgreSQL code of an error that Django wrapped; empty when there is none."""
    return getattr(error.__cause__, "sqlstate", None) or ""


def violated(error: BaseException) -> str:
    """The constraint that PostgreSQL named in an error that Django wrapped; empty without one."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def retrying[**P, R](act: Callable[P, R]) -> Callable[P, R]:
    """Run ``act`` in a transaction of its own, and again when PostgreSQL broke off a deadlock.

    At most five times, with a pause of up to 20, 40, 80 ... ms drawn by lot, so that those who met
    do not meet again. Inside another transaction only the act itself is undone and repeated.
    """

    @wraps(act)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        for number in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except OperationalError as error:
                if sqlstate(error) not in {SERIALIZATION_FAILURE, DEADLOCK} or number == ATTEMPTS:
                    raise
                log.info("retry", act=act.__qualname__, number=number, sqlstate=sqlstate(error))
                time.sleep(random.uniform(0, 0.01 * 2**number))  # noqa: S311 - no secret
        raise AssertionError("the last attempt returns or raises")

    return attempt


@transaction.atomic
def once(user: User, key: str, act: Callable[[], str], *, at: datetime) -> str:
    """Run ``act`` for a form's one-time key and keep its answer; again only gives that answer.

    A second sender waits until the first is done. When ``act`` raises, the key stays unused; when
    it answers nothing (a form with errors, to be sent again) it does too.
    """
    used, new = UsedKey.objects.get_or_create(user=user, key=key, defaults={"at": at})
    if not new:
        return used.answer
    answer = act()
    if answer:
        UsedKey.objects.filter(pk=used.pk).update(answer=answer)
    else:
        used.delete()
    return answer
