"""What the calendar lets people hear by itself: tomorrow, the week, a beginning, an end to tick.

The school hears through its members; the other side through the professional, or through the
members of the provider when she does not sign in herself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from andersom.accounts.models import User
from andersom.lib.dates import ONE_DAY, days, instant, local_date, week_start
from andersom.notifications.domain.reminders import Reminder, Rule, ahead
from andersom.notifications.models import Email
from andersom.notifications.states import EmailState
from andersom.placements.emails import reminders as emails
from andersom.placements.emails.reminders import Side
from andersom.placements.models import Lesson
from andersom.placements.models.lesson import LessonQuerySet
from andersom.placements.states import LessonState, PlacementState
from andersom.reference.domain import holidays
from providers.models import Member as ProviderMember
from providers.models import Professional
from schools.models import Member as SchoolMember

FRIDAY, FROM, UNTIL = 4, time(15), time(9)  # the week is told from Friday until Monday
FIRST_DAYS = 3  # school days from the mail about a first lesson to the lesson
TICK_DAYS = 2  # school days from a lesson to the question whether it was given
ONE_WEEK, A_WEEK = timedelta(days=7), timedelta(days=6)  # to the next, and to its last day
OVERDUE = timedelta(days=56)  # a lesson longer ago is not asked about any more


def lessons_ahead(at: datetime) -> Iterator[Reminder]:
    """The lessons of tomorrow: one mail a side and person, from eight o'clock the day before."""
    first, last = ahead(at)
    sides = _by_side(_for_mail(Lesson.objects.agreed().on_days(first, last)))
    readers = _readers(sides)
    for side, theirs in sides.items():
        for day in days(first, last):
            of_day = [one for one in theirs if one.day == day]
            if any(emails.is_to_come(one, at) for one in of_day):
                for user in readers[side]:
                    yield emails.lessons_ahead(user, side, day, of_day, at=at)


def lessons_ahead_hold(about: str) -> bool:
    """Whether these are still the lessons of that day, and she still hears for that side."""
    kind, pk, day, mark, reader = about.split(":")
    on = date.fromisoformat(day)
    lessons = Lesson.objects.agreed().of_side(kind, int(pk)).on_days(on, on)
    same = emails.seal_of(emails.standing(lessons)) == mark
    return same and _hears(int(reader), (kind, int(pk)))


def first_lessons(at: datetime) -> Iterator[Reminder]:
    """The first lesson of a placement, three school days ahead, to both sides.

    What was agreed later than that begins tomorrow, which `lessons_ahead` tells.
    """
    today = local_date(at)
    until = holidays.school_days_after(today, FIRST_DAYS)
    sides = _by_side(_for_mail(_firsts().on_days(today + 2 * ONE_DAY, until)))
    readers = _readers(sides)
    for side, lessons in sides.items():
        for lesson in lessons:
            contacts = readers[_school(lesson)] if side[0] != "school" else []
            for user in readers[side]:
                yield emails.first_lesson(user, side, lesson, contacts, at=at)


def first_lesson_holds(about: str) -> bool:
    """Whether the placement still begins with this lesson, at this moment, and she hears of it."""
    which, begins = about.split("@")
    kind, side, reader, pk = which.split(":")
    first = _firsts().filter(pk=pk, during__startswith=datetime.fromisoformat(begins))
    return first.exists() and _hears(int(reader), (kind, int(side)))


def week_ahead(at: datetime) -> Iterator[Reminder]:
    """Next week, from Friday three o'clock until Monday nine; nothing when nothing is planned."""
    monday = week_start(local_date(at))
    if at >= instant(monday + FRIDAY * ONE_DAY, FROM):
        monday += ONE_WEEK
    elif at >= instant(monday, UNTIL):
        return
    lessons = Lesson.objects.agreed().taking_time()
    weeks = _by_person(_for_mail(lessons.on_days(monday, monday + A_WEEK)))
    for user, hers in weeks.items():
        yield emails.week_ahead(user, monday, hers, at=at)


def week_ahead_holds(about: str) -> bool:
    """Whether her week still looks like this."""
    pk, monday, mark = about.split(":")
    first = date.fromisoformat(monday)
    hers = Lesson.objects.of(User(pk=int(pk))).agreed().taking_time()
    return emails.seal_of(hers.on_days(first, first + A_WEEK)) == mark


def lessons_to_tick(at: datetime) -> Iterator[Reminder]:
    """Lessons over for two school days and not ticked off, to who gave them.

    Whoever does not tick off reads them together, with a full week between two questions, and of
    the newest of them no longer than two weeks: who ticks off nothing is asked twice.
    """
    today = local_date(at)
    until = holidays.school_days_ago(today, TICK_DAYS)
    asked_before = holidays.school_days_ago(today - 2 * ONE_WEEK, TICK_DAYS)
    lessons = _for_mail(Lesson.objects.agreed().filter(**_unticked(until)))
    sides = _by_side(lessons)
    readers = _readers(sides)
    hers: dict[User, list[Lesson]] = defaultdict(list)
    for side, theirs in sides.items():
        for user in readers[side] if side[0] != "school" else ():
            hers[user] += theirs
    resting = _asked_this_week(hers, today)
    for user, mine in hers.items():
        if user.pk not in resting and any(one.day > asked_before for one in mine):
            yield emails.lessons_to_tick(user, _in_order(mine), until=until, at=at)


def _asked_this_week(users: Collection[User], today: date) -> set[int]:
    """Who was asked on one of the six days before today; what was taken back does not count."""
    keys = {
        emails.tick_key(user, day): user.pk
        for user in users
        for day in days(today - A_WEEK, today - ONE_DAY)
    }
    asked = Email.objects.filter(key__in=keys).exclude(state=EmailState.CANCELLED)
    return {keys[key] for key in asked.values_list("key", flat=True)}


def lessons_to_tick_hold(about: str) -> bool:
    """Whether none of them was ticked off or cancelled meanwhile."""
    pk, until, mark = about.split(":")
    hers = Lesson.objects.given_by(User(pk=int(pk)))
    return emails.seal_of(hers.agreed().filter(**_unticked(date.fromisoformat(until)))) == mark


RULES = (
    Rule("placements.lessons_ahead", lessons_ahead, lessons_ahead_hold),
    Rule("placements.first_lesson", first_lessons, first_lesson_holds),
    Rule("placements.week_ahead", week_ahead, week_ahead_holds),
    Rule("placements.lessons_to_tick", lessons_to_tick, lessons_to_tick_hold),
)


# --- Who hears of which lessons, for all of them at once ----------------------------------------


def _firsts() -> LessonQuerySet:
    """First lessons of agreed placements that are to be given."""
    return Lesson.objects.firsts().filter(
        state=LessonState.PLANNED, placement__state=PlacementState.AGREED
    )


def _unticked(until: date) -> dict[str, Any]:
    """What tells lessons that are over and still planned, up to and with a day."""
    end = instant(until + ONE_DAY, time.min)
    return {
        "state": LessonState.PLANNED,
        "during__startswith__gte": end - OVERDUE,
        "during__startswith__lt": end,
    }


def _for_mail(lessons: LessonQuerySet) -> list[Lesson]:
    rows = lessons.for_display().select_related("professional__user", "placement__request")
    return list(rows.order_by("during", "pk"))


def _school(lesson: Lesson) -> Side:
    return "school", lesson.placement.school_id


def _teaching(lesson: Lesson) -> Side:
    professional = lesson.professional
    if professional.user and professional.user.is_active:
        return "professional", professional.pk
    return "provider", professional.provider_id


def _by_side(lessons: Iterable[Lesson]) -> dict[Side, list[Lesson]]:
    sides: dict[Side, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        sides[_school(lesson)].append(lesson)
        sides[_teaching(lesson)].append(lesson)
    return dict(sides)


def _readers(sides: Collection[Side]) -> Mapping[Side, list[User]]:
    """Who hears for each side; three queries for all of them."""
    keys = {kind: [pk for one, pk in sides if one == kind] for kind in ("school", "provider")}
    persons = [pk for kind, pk in sides if kind == "professional"]
    readers: dict[Side, list[User]] = defaultdict(list)
    at_school = SchoolMember.objects.filter(school__in=keys["school"], user__is_active=True)
    for member in at_school.select_related("user").order_by("user__name", "pk"):
        readers["school", member.school_id].append(member.user)
    at_provider = ProviderMember.objects.filter(provider__in=keys["provider"], user__is_active=True)
    for colleague in at_provider.select_related("user").order_by("user__name", "pk"):
        readers["provider", colleague.provider_id].append(colleague.user)
    for professional in Professional.objects.filter(pk__in=persons).select_related("user"):
        if professional.user:
            readers["professional", professional.pk].append(professional.user)
    return readers


def _hears(reader: int, side: Side) -> bool:
    """Whether somebody hears for a side; who left it does not."""
    return reader in {user.pk for user in _readers([side])[side]}


def _by_person(lessons: Iterable[Lesson]) -> dict[User, list[Lesson]]:
    """The lessons in which each takes part, herself or for a school or provider."""
    sides: dict[Side, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        sides[_school(lesson)].append(lesson)
        sides[_teaching(lesson)].append(lesson)
        sides["provider", lesson.professional.provider_id].append(lesson)
    readers = _readers(sides)
    hers: dict[User, list[Lesson]] = defaultdict(list)
    for side, theirs in sides.items():
        for user in readers[side]:
            hers[user] += theirs
    return {user: _in_order(mine) for user, mine in hers.items()}


def _in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    """Each once, by the clock."""
    return sorted(set(lessons), key=lambda one: (one.during.lower, one.pk))
