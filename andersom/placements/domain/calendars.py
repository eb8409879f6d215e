"""A person's lessons as iCalendar, under a secret address that calendar programs read."""

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


def renew(user: User, *, at: datetime) -> CalendarFeed:
    """A new secret address for a person; the old one dies."""
    feed, _new = CalendarFeed.objects.update_or_create(
        user=user, defaults={"token": new_token(), "created_at": at}
    )
    return feed


def ical(user: User, *, at: datetime) -> bytes:
    """Lessons in which this person takes part, from four weeks back, in her language."""
    lessons = (
        Lesson.objects.filter(placement__in=Placement.objects.of(user).values("pk"))
        .between(at - BACK, at + AHEAD)
        .for_display()
    )
    calendar = Calendar()
    calendar.add("prodid", "-//Andersom Den Haag//agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Andersom Den Haag")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    with translation.override(user.language):
        for lesson in lessons[:MOST]:
            calendar.add_component(_event(lesson, at=at))
    return calendar.to_ical()


def _event(lesson: Lesson, *, at: datetime) -> Event:
    placement, event = lesson.placement, Event()
    school = placement.school
    groups = listing(group.label for group in lesson.groups.all())
    event.add("uid", f"lesson-{lesson.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("dtstart", lesson.during.lower)
    event.add("dtend", lesson.during.upper)
    event.add("summary", f"{placement.domain}, {groups}")
    event.add("location", f"{school.name}, {school.street} {school.house_number}, {school.city}")
    event.add("description", _("Professional: %(name)s") % {"name": lesson.professional.name})
    event.add("status", STATUS[LessonState(lesson.state)])
    event.add("url", absolute("placements:lesson", lesson.pk))
    return event
