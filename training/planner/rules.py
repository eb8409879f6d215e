"""The hard rules: when a trainer can see a lesson, and when two lessons exclude each other."""

from datetime import time, timedelta

from andersom.lib.dates import AFTERNOON, MORNING, SCHOOL_WEEK, ZONE, dagdeel_bit
from andersom.lib.geo import cycling_minutes, distance_m

from .values import Lesson, Trainer, Window

# Between two schools: lock the bicycle, find the classroom, be there before the bell.
MARGIN = 10
# Over the whole city, for a school of which the place is not known.
UNKNOWN = 45
NOON = time(12, 30)


def in_window(window: Window, lesson: Lesson) -> bool:
    return lesson.trainee == window.trainee and window.first <= lesson.day <= window.last


def day_parts(lesson: Lesson) -> int:
    """Mask of the dagdelen that a lesson touches; 0 at the weekend."""
    begin, end = lesson.start.astimezone(ZONE), lesson.end.astimezone(ZONE)
    if begin.weekday() not in SCHOOL_WEEK:
        return 0
    mask = dagdeel_bit(begin.weekday(), MORNING) if begin.time() < NOON else 0
    return mask | (dagdeel_bit(end.weekday(), AFTERNOON) if end.time() > NOON else 0)


def obstacle_of(trainer: Trainer, lesson: Lesson) -> str:
    """What keeps a trainer from a lesson whatever else she does; empty when nothing does.

    Codes: ``herself``, ``day_part``, ``away``, ``busy`` (a session or an intake then).
    """
    if lesson.trainee in trainer.herself:
        return "herself"
    parts = day_parts(lesson)
    if not parts or parts & ~trainer.day_parts:
        return "day_part"
    if any(first <= lesson.day <= last for first, last in trainer.away):
        return "away"
    margin = timedelta(minutes=MARGIN)
    if any(
        lesson.start < end + margin and start < lesson.end + margin for start, end in trainer.busy
    ):
        return "busy"
    return ""


def travel_minutes(one: Lesson, other: Lesson) -> int:
    """Minutes from school to school by bicycle with a margin; none inside one school."""
    if one.school == other.school:
        return 0
    if one.place is None or other.place is None:
        return UNKNOWN
    return cycling_minutes(distance_m(one.place, other.place)) + MARGIN


def clash(one: Lesson, other: Lesson) -> str:
    """Why one trainer cannot see both: ``overlap`` or ``travel``; empty when she can."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    if second.start < first.end:
        return "overlap"
    needed = timedelta(minutes=travel_minutes(first, second))
    return "travel" if second.start - first.end < needed else ""
