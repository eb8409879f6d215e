"""The doorbell of the outbox: it only has somebody look."""

from time import monotonic

import structlog
from celery import Task, current_app, shared_task
from django.conf import settings
from django.utils import timezone

from andersom.notifications.domain import delivery, heartbeats, reminders

log = structlog.get_logger(__name__)
PATIENCE = 1.0  # seconds for Redis; a visitor waits for this
PAUSE = 30.0  # seconds without ringing after Redis did not answer
_quiet_until = 0.0


@shared_task
def sweep() -> None:
    """Deliver what is due; a long queue together with another process of the worker."""
    now = timezone.now()
    with heartbeats.look("mail", at=now) as look:
        connections = settings.MAIL_CONNECTIONS
        if delivery.queue_is_long(now) and connections > 1 and _call(join_in):
            connections //= 2
        look.count = delivery.deliver(now, connections=connections)


@shared_task
def join_in() -> None:
    """Deliver beside a sweep, with the other half of the connections: no claim is shared. One
    process cannot use more than one core; the sweep tells how it went."""
    delivery.deliver(timezone.now(), connections=settings.MAIL_CONNECTIONS // 2)


@shared_task
def remind() -> None:
    """Write the reminders that are due, by all rules of the house."""
    now = timezone.now()
    with heartbeats.look("reminders", at=now) as look:
        look.count = sum(reminders.run(at=now).values())


def ring() -> None:
    """Have a worker look at once. Without Redis the next tick does, so nobody waits for it."""
    _call(sweep)


def _call(task: Task) -> bool:
    """Hand a task to whichever worker is free; whether Redis took it. Never takes long."""
    global _quiet_until  # noqa: PLW0603 - what this process knows about Redis
    if monotonic() < _quiet_until:
        return False
    try:
        with current_app.connection_for_write(
            connect_timeout=PATIENCE,
            transport_options={
                **current_app.conf.broker_transport_options,
                "socket_connect_timeout": PATIENCE,
                "socket_timeout": PATIENCE,
                "max_retries": 0,
            },
        ) as connection:
            task.apply_async(connection=connection, retry=False, expires=60)  # type: ignore[call-arg]
    except Exception as error:
        _quiet_until = monotonic() + PAUSE
        log.warning("nobody heard the doorbell", error=type(error).__name__)
        return False
    return True


def forget() -> None:
    """Try Redis again at the next ring."""
    global _quiet_until  # noqa: PLW0603
    _quiet_until = 0.0
