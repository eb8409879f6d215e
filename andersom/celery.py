"""The Celery app. PostgreSQL knows what is due; Celery is the doorbell that has somebody look.

Therefore every message may be lost (the next tick of `andersom.beat` looks again) and may come
twice (a sweep claims its rows). The settings keep both rare; the figures behind them come from
killing workers and Redis on purpose.
"""

import os
from typing import Any

from celery import Celery, signals
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "andersom.settings")

app = Celery("andersom")


@app.add_defaults
def configuration() -> dict[str, Any]:
    """Read when first needed, so that importing this module does not load the settings."""
    from django.conf import settings

    from andersom import beat, servers

    return {
        "broker_url": servers.broker_url(settings.CELERY_BROKER_URL),
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": 600,  # longer than any task, far shorter than anyone waits
            "unacked_restore_interval": 10,
            # The default of 10 would return the task of a killed worker 100 s after its timeout.
            "unacked_restore_throttle": 1,
        },
        # A task counts as done when it is done: the task of a killed child comes back.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_soft_time_limit": 60,
        "task_time_limit": 90,
        "worker_soft_shutdown_timeout": 20,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_max_tasks_per_child": 500,
        # Results are rows in PostgreSQL, and messages are plain data.
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": settings.TIME_ZONE,
        "beat_schedule": beat.TIMETABLE,
        # Beat remembers nothing: a missed tick is caught up by the next look.
        "beat_scheduler": "celery.beat:Scheduler",
        "beat_max_loop_interval": 30,
    }


app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_logging(**_: object) -> None:
    """The settings say how to log; with a receiver here Celery leaves that alone."""
