"""The whole timetable. Nothing else in the house starts by itself.

A tick only has a worker look what is due in PostgreSQL. A tick that got lost is caught up by the
next, and a tick that nobody fetched in time is thrown away, so none pile up.
"""

from collections.abc import Mapping
from typing import Any

MINUTE = 60.0
HOUR = 60 * MINUTE

#: Heartbeat → (task, seconds between looks). The names are those on the health page.
TICKS: Mapping[str, tuple[str, float]] = {
    "mail": ("andersom.notifications.tasks.sweep", MINUTE),
    "reminders": ("andersom.notifications.tasks.remind", 2 * MINUTE),
    "proposals": ("andersom.matching.tasks.settle_proposals", MINUTE),
    "digests": ("andersom.overview.tasks.write_digests", MINUTE),
    "promises": ("andersom.matching.tasks.keep_promises", MINUTE),
    "tidy": ("andersom.overview.tasks.tidy", MINUTE),
    "training": ("training.tasks.look", MINUTE),
    "visits": ("training.tasks.look_at_visits", 2 * MINUTE),
    "events": ("events.tasks.look", MINUTE),
}

TIMETABLE: dict[str, dict[str, Any]] = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for name, (task, seconds) in TICKS.items()
}
