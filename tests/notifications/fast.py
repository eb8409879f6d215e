"""The Celery app with a timetable that looks every second and claims that end soon.

What takes minutes in production then takes seconds; nothing else differs.
"""

import os
from datetime import timedelta

import django

from andersom.celery import app

django.setup()  # celery does so after it has read this file, and the sweep is wanted here

from andersom.notifications.domain import delivery  # noqa: E402

EVERY = 1.0  # seconds
app.conf.beat_schedule = {
    name: entry | {"schedule": EVERY, "options": {"expires": 5}}
    for name, entry in app.conf.beat_schedule.items()
}
app.conf.worker_soft_shutdown_timeout = 1
delivery.deliver.__kwdefaults__ |= {
    "lease": timedelta(seconds=float(os.environ.get("FAULT_LEASE", "2")))
}
