"""The doorbell of the outbox: it only has somebody look."""

from datetime import timedelta
from time import monotonic

import structlog
from celery import Task, current_app, shared_task
from django.conf import settings
from django.utils import timezone

from andersom.notifications.domain import delivery, heartbeats, reminders

log = structlog.get_logger(__name__)
PATIENCE = 1.0  # seconds for Redis; a visitor waits for this
HELP = timedelta(seconds=20)
PAUSE = 30.0  # seconds without ringing after Redis did not answer
_quiet_until = 0.0


@shared_task(bind=True)
def sweep(self: Task) -> None:
    """Deliver what is due. With a long queue it asks another process of the worker to join in;
    what that one sends is not in the count of this look."""
    now = timezone.now()
    with heartbeats.look("mail", at=now) as look:
        connections, in_worker = settings.MAIL_CONNECTIONS, not self.request.called_directly
        if in_worker and connections > 1 and delivery.queue_is_long(now) and _call(join_in):
            connections -= connections // 2
        look.count = delivery.deliver(now, connections=connections)


@shared_task
def join_in() -> None:
    """Deliver beside a sweep, with half of the connections: one process uses one core at most.

    Shorter than a sweep, so that the worker keeps a process for everything else.
    """
    connections = settings.MAIL_CONNECTIONS // 2
    delivery.deliver(timezone.now(), connections=connections, budget=HELP)


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
