"""Mails that the calendar asks for; what is due stands in `domain.reminders`.

``about`` names whose lessons a mail tells of, of which days, a seal of them, and its reader: the
rule looks whether they are still those, and hers.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse

from andersom.accounts.models import User
from andersom.lib.dates import ONE_DAY, instant, iso_week_label, local_date
from andersom.notifications.domain.reminders import Reminder, seal
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.links import absolute, whole
from andersom.placements.models import Lesson
from andersom.placements.states import LessonState
from andersom.ui.texts import times_text

MOST = 30  # lessons in one mail; the rest stands in the calendar

type Side = tuple[str, int]  # "school", "professional" or "provider", and its key


def lessons_ahead(
    user: User, side: Side, day: date, lessons: Sequence[Lesson], *, at: datetime
) -> Reminder:
    """Tomorrow's lessons of one side; ``lessons`` are all that were agreed for the day.

    The key holds all of them, so that a lesson that moves is told anew; ``about`` holds those that
    still stand, so that a mail with a cancelled lesson does not leave.
    """
    kind, pk = side
    to_come = [one for one in lessons if is_to_come(one, at)]
    link = _link(to_come)
    return Reminder(
        kind="placements.lessons_ahead",
        to=user,
        key=f"placements.lessons_ahead:{kind}:{pk}:{day}:{seal_of(lessons)}:user:{user.pk}",
        context={
            "name": user.get_short_name(),
            "side": kind,
            "day": day,
            "lessons": _lines(to_come),
            "url": whole(link),
        },
        at=at,
        link=link,
        about=f"{kind}:{pk}:{day}:{seal_of(standing(lessons))}:{user.pk}",
        not_after=to_come[-1].during.lower,
        day=day,
    )


def first_lesson(
    user: User, side: Side, lesson: Lesson, contacts: Iterable[User], *, at: datetime
) -> Reminder:
    """A placement begins: where, with whom, and what to arrange before."""
    placement, school = lesson.placement, lesson.placement.school
    provider = lesson.professional.provider
    return Reminder(
        kind="placements.first_lesson",
        to=user,
        key=f"placements.first_lesson:{fact(lesson)}:user:{user.pk}",
        context={
            "name": user.get_short_name(),
            "side": side[0],
            "start": lesson.starts,
            "times": times_text(lesson.starts, lesson.ends),
            "school": school.name,
            "address": school.address,
            "phone": school.phone if side[0] != "school" else provider.phone,
            "contacts": [one.name for one in contacts if one != user],
            "groups": [group.label for group in lesson.groups.all()],
            "domain": placement.domain.name,
            "professional": lesson.professional.name,
            "provider": provider.name,
            "teacher_present": lesson.teacher_present,
            "wishes": placement.request.wishes if placement.request else "",
            "url": absolute("placements:placement", placement.pk),
        },
        at=at,
        link=placement.get_absolute_url(),
        about=f"{side[0]}:{side[1]}:{user.pk}:{fact(lesson)}",
        not_after=lesson.during.lower,
        day=lesson.day,
    )


def week_ahead(user: User, monday: date, lessons: Sequence[Lesson], *, at: datetime) -> Reminder:
    """The lessons of next week in which she takes part; written once for a week."""
    link = _calendar(lessons[0].day)
    return Reminder(
        kind="placements.week_ahead",
        to=user,
        key=f"placements.week_ahead:{iso_week_label(monday)}:user:{user.pk}",
        context={
            "name": user.get_short_name(),
            "monday": monday,
            "friday": monday + timedelta(days=4),
            "lessons": _lines(lessons[:MOST]),
            "count": len(lessons),
            "more": len(lessons[MOST:]),
            "url": whole(link),
        },
        at=at,
        link=link,
        about=f"{user.pk}:{monday}:{seal_of(lessons)}",
        not_after=instant(monday, time(12)),
        day=monday,
    )


def lessons_to_tick(
    user: User, lessons: Sequence[Lesson], *, until: date, at: datetime
) -> Reminder:
    """Lessons up to a day that were not ticked off; written at most once a day."""
    link = _link(lessons)
    return Reminder(
        kind="placements.lessons_to_tick",
        to=user,
        key=tick_key(user, local_date(at)),
        context={
            "name": user.get_short_name(),
            "lessons": _lines(lessons[-MOST:]),
            "url": whole(link),
        },
        at=at,
        link=link,
        about=f"{user.pk}:{until}:{seal_of(lessons)}",
        not_after=at + ONE_DAY,
    )


def tick_key(user: User, day: date) -> str:
    """Of the question that somebody gets on a day about lessons that were not ticked off."""
    return f"placements.lessons_to_tick:{day}:user:{user.pk}"


def is_to_come(lesson: Lesson, at: datetime) -> bool:
    """Whether it takes place and has not begun."""
    return lesson.state == LessonState.PLANNED and not lesson.has_begun(at)


def standing(lessons: Iterable[Lesson]) -> list[Lesson]:
    """All but the cancelled ones."""
    return [one for one in lessons if one.state != LessonState.CANCELLED]


def seal_of(lessons: Iterable[Lesson]) -> str:
    """A mark of these lessons at their moments."""
    return seal(*sorted((one.pk, one.during.lower.timestamp()) for one in lessons))


def fact(lesson: Lesson) -> str:
    """A lesson at its moment."""
    return f"{lesson.pk}@{lesson.during.lower.isoformat()}"


def _lines(lessons: Iterable[Lesson]) -> list[dict[str, Any]]:
    return [
        {
            "day": one.day,
            "times": times_text(one.starts, one.ends),
            "school": one.placement.school.name,
            "address": one.placement.school.address,
            "phone": one.placement.school.phone,
            "groups": [group.label for group in one.groups.all()],
            "domain": one.placement.domain.name,
            "professional": one.professional.name,
            "url": absolute("placements:lesson", one.pk),
        }
        for one in lessons
    ]


def _link(lessons: Sequence[Lesson]) -> str:
    """The page of one lesson, or the calendar with the first of them."""
    return lessons[0].get_absolute_url() if len(lessons) == 1 else _calendar(lessons[0].day)


def _calendar(day: date) -> str:
    return reverse("placements:calendar") + f"?maand={day:%Y-%m}"


KINDS = {
    "lessons_ahead": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "first_lesson": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "week_ahead": Kind(topic=Topic.WEEK, harmless_twice=True),
    "lessons_to_tick": Kind(topic=Topic.REMINDER, harmless_twice=True),
}
