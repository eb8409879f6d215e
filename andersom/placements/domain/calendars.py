"""A person's calendar as iCalendar, under a secret address that calendar programs read.

Lessons are ours; apps above us add what they plan by registering a source.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from andersom.accounts.models import User
from andersom.notifications.links import absolute
from andersom.placements.models import CalendarFeed, Lesson, Placement
from andersom.placements.models.feed import new_token
from andersom.placements.states import LessonState
from andersom.ui.texts import listing

BACK, AHEAD = timedelta(weeks=4), timedelta(days=400)
MOST = 2000
STATUS = {
    LessonState.PROPOSED: "TENTATIVE",
    LessonState.PLANNED: "CONFIRMED",
    LessonState.GIVEN: "CONFIRMED",
    LessonState.CANCELLED: "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a calendar. ``uid`` names it within the house and never changes."""

    uid: str
    begins: datetime
    ends: datetime
    summary: str
    location: str
    url: str
    description: str = ""
    status: str = "CONFIRMED"


# What somebody has between two instants, in her language; in a fixed number of queries.
Source = Callable[[User, datetime, datetime], Iterable[Item]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Called from an app's ``ready()``; a second time changes nothing."""
    if source not in _sources:
        _sources.append(source)


def renew(user: User, *, at: datetime) -> CalendarFeed:
    """A new secret address for a person; the old one dies."""
    feed, _new = CalendarFeed.objects.update_or_create(
        user=user, defaults={"token": new_token(), "created_at": at}
    )
    return feed


def ical(user: User, *, at: datetime) -> bytes:
    """What this person takes part in, from four weeks back, in her language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Andersom Den Haag//agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Andersom Den Haag")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    with translation.override(user.language):
        for source in (lessons_of, *_sources):
            for item in source(user, at - BACK, at + AHEAD):
                calendar.add_component(_event(item, at=at))
    return calendar.to_ical()


def lessons_of(user: User, first: datetime, last: datetime) -> Iterable[Item]:
    """Lessons in which this person takes part."""
    lessons = Lesson.objects.filter(placement__in=Placement.objects.of(user).values("pk"))
    return [_lesson(lesson) for lesson in lessons.between(first, last).for_display()[:MOST]]


def _lesson(lesson: Lesson) -> Item:
    placement, school = lesson.placement, lesson.placement.school
    groups = listing(group.label for group in lesson.groups.all())
    return Item(
        uid=f"lesson-{lesson.pk}",
        begins=lesson.during.lower,
        ends=lesson.during.upper,
        summary=f"{placement.domain}, {groups}",
        location=f"{school.name}, {school.street} {school.house_number}, {school.city}",
        description=_("Professional: %(name)s") % {"name": lesson.professional.name},
        status=STATUS[LessonState(lesson.state)],
        url=absolute("placements:lesson", lesson.pk),
    )


def _event(item: Item, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{item.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("dtstart", item.begins)
    event.add("dtend", item.ends)
    event.add("summary", item.summary)
    event.add("location", item.location)
    if item.description:
        event.add("description", item.description)
    event.add("status", item.status)
    event.add("url", item.url)
    return event
