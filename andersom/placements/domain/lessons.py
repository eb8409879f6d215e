"""Acts on one lesson: add, move, cancel, tick off. Each refusal says what is possible instead."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from andersom.accounts.models import User
from andersom.lib.dates import instant, school_year_of
from andersom.placements import emails, hours
from andersom.placements.domain import locks, planning
from andersom.placements.domain.planning import Facts, Wish
from andersom.placements.domain.refusals import Refused, verb
from andersom.placements.models import Lesson, LessonGroup, Placement
from andersom.placements.states import LESSON, LessonState, PlacementState
from andersom.workflow import domain as workflow
from schools.models import Group

CLOSED = {"holiday", "closed_day"}
# Told when lessons are moved or cancelled, in the same transaction: what hangs on them follows.
Follower = Callable[..., None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Register ``follower(lessons, verb, by=, at=)``; the verb is ``move`` or ``cancel``."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(lessons: Sequence[Lesson], step: str, *, by: User | None, at: datetime) -> None:
    """Tell whoever registered that these lessons are at another moment, or do not take place."""
    for follower in _followers if lessons else ():
        follower(lessons, step, by=by, at=at)


@verb
def add(
    placement: Placement,
    *,
    day: date,
    start: time,
    minutes: int,
    groups: Collection[Group] | None = None,
    by: User | None,
    at: datetime,
) -> Lesson:
    """One more lesson: planned when the placement is agreed, else proposed.

    For these ``groups`` of the placement, or for all of them together. ``day`` and ``start`` as on
    the wall. Raises Refused; codes of `hours.series` and `refusals`.
    """
    wish = Wish.of(placement, **_for_groups(placement, groups)).at(day, start, minutes)
    _refuse_past(day, start, at)
    refuse_other_school_year(wish.groups, day)
    locks.take([placement.professional_id], [group.pk for group in wish.groups])
    placement.refresh_from_db()
    state = _state_of_new(placement)
    _check(wish)
    [lesson] = create(placement, [during(day, start, minutes)], wish.groups, state)
    workflow.record(lesson, "add", target=state, by=by, at=at)
    if state == LessonState.PLANNED:
        emails.lesson_added(lesson, by=by, at=at)
    return lesson


def _for_groups(placement: Placement, groups: Collection[Group] | None) -> dict[str, Any]:
    """What differs in the wish when a lesson is for some groups only; refuses other groups."""
    if not groups:
        return {}
    chosen = tuple(placement.groups.filter(pk__in=[group.pk for group in groups]).order_by("pk"))
    if len(chosen) < len(groups):
        raise Refused("other_groups")
    return {"groups": chosen}


def create(
    placement: Placement, times: list[DateTimeTZRange], groups: tuple[Group, ...], state: str
) -> list[Lesson]:
    """Write lessons that these groups have together."""
    together = tuple(group.pk for group in groups)
    return write(placement, [(each, together) for each in times], state)


def write(
    placement: Placement,
    planned: Sequence[tuple[DateTimeTZRange, tuple[int, ...]]],
    state: str,
) -> list[Lesson]:
    """Write lessons, each with the ids of its groups, in two statements however many they are."""
    lessons = Lesson.objects.bulk_create(
        Lesson(
            placement=placement,
            professional_id=placement.professional_id,
            during=during,
            teacher_present=placement.teacher_present,
            state=state,
        )
        for during, _groups in planned
    )
    LessonGroup.objects.bulk_create(
        LessonGroup(lesson=lesson, group_id=group)
        for lesson, (_during, groups) in zip(lessons, planned, strict=True)
        for group in groups
    )
    return list(Lesson.objects.filter(pk__in=[lesson.pk for lesson in lessons]))


@verb
def move(
    lesson: Lesson,
    *,
    day: date,
    start: time,
    minutes: int | None = None,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> Lesson:
    """Put a lesson on another moment, with its own length unless ``minutes`` says otherwise."""
    length = minutes or lesson.minutes
    groups = tuple(lesson.groups.order_by("pk"))
    _refuse_past(day, start, at)
    refuse_other_school_year(groups, day)
    _hold(lesson)
    _state_of_new(lesson.placement)  # a placement that has stopped gets no lessons any more
    wish = Wish.of(
        lesson.placement,
        professional=lesson.professional,
        groups=groups,
        teacher_present=lesson.teacher_present,
    )
    _check(wish.at(day, start, length), without=lesson)
    was = lesson.starts
    step = "move" if lesson.state == LessonState.PROPOSED else "reschedule"
    workflow.move(
        lesson, LESSON, step, by=by, at=at, reason=reason, during=during(day, start, length)
    )
    lesson.refresh_from_db()
    if lesson.state == LessonState.PLANNED:
        emails.lesson_moved(lesson, was=was, by=by, at=at, reason=reason)
        tell_followers([lesson], "move", by=by, at=at)
    return lesson


def refuse_other_school_year(groups: Iterable[Group], day: date) -> None:
    """A group lives for one school year: its hours in the next are those of another row, and a
    lesson there would give the same pupils a second limit.
    """
    if any(group.school_year != school_year_of(day) for group in groups):
        raise Refused("other_school_year")


@verb
def cancel(lesson: Lesson, *, by: User | None, at: datetime, reason: str) -> Lesson:
    """A lesson does not take place; its minutes return to the groups. A reason is asked."""
    if not reason.strip():
        raise Refused("reason_needed")
    _hold(lesson)
    was_planned = lesson.state == LessonState.PLANNED
    workflow.move(lesson, LESSON, "cancel", by=by, at=at, reason=reason)
    if was_planned:
        emails.lesson_cancelled(lesson, by=by, at=at, reason=reason)
        tell_followers([lesson], "cancel", by=by, at=at)
    return lesson


@verb
def give(lesson: Lesson, *, by: User | None, at: datetime) -> Lesson:
    """Tick a lesson off as given, from the moment that it has begun."""
    if lesson.during.lower > at:
        raise Refused("not_yet_given")
    return workflow.move(lesson, LESSON, "give", by=by, at=at)


@verb
def undo_give(lesson: Lesson, *, by: User | None, at: datetime) -> Lesson:
    """Take the tick away again; the lesson keeps counting."""
    return workflow.move(lesson, LESSON, "undo_give", by=by, at=at)


@verb
def set_teacher_present(
    lesson: Lesson, present: bool, *, side: str, by: User | None, at: datetime, reason: str = ""
) -> Lesson:
    """Record whether a licensed teacher is in the room; the rule set says whether that matters.

    From the start of the lesson on this changes the books of what was: then only the school, which
    answers for the room, says so, and why. Refuses ``school_decides`` and ``reason_needed``.
    """
    if lesson.has_begun(at):
        if side != "school":
            raise Refused("school_decides")
        if not reason.strip():
            raise Refused("reason_needed")
    _hold(lesson)
    Lesson.objects.filter(pk=lesson.pk).update(teacher_present=present)
    lesson.refresh_from_db()
    step = "teacher_present" if present else "teacher_absent"
    state = lesson.state
    workflow.record(lesson, step, source=state, target=state, by=by, at=at, reason=reason)
    return lesson


def during(day: date, start: time, minutes: int) -> DateTimeTZRange:
    """The range of a lesson by the wall clock, in UTC, its end not included."""
    begins = instant(day, start)
    return DateTimeTZRange(begins, begins + timedelta(minutes=minutes))


def refusal(skipped: hours.Skipped, wish: Wish, facts: Facts) -> Refused:
    """The polite no for a date that cannot be planned; of a closed day with the next open one."""
    params = planning.params_to_keep(skipped, wish.groups)
    if skipped.code in CLOSED and (day := facts.open_after(skipped.day)):
        params["open_on"] = day.isoformat()
    return Refused(skipped.code, **params)


def _hold(lesson: Lesson) -> None:
    """Lock what a change of a lesson touches and read its state; refuses a lesson that is gone."""
    locks.take([lesson.professional_id], lesson.groups.values_list("pk", flat=True))
    held = Lesson.objects.filter(pk=lesson.pk).select_for_update(of=("self",))
    state = held.values_list("state", flat=True).first()
    if state is None:
        raise Refused("too_late")
    lesson.state = state


def _check(wish: Wish, *, without: Lesson | None = None) -> None:
    facts = Facts(wish, without=without)
    if skipped := facts.refuse(wish):
        raise refusal(skipped, wish, facts)


def _state_of_new(placement: Placement) -> str:
    states: dict[str, str] = {
        PlacementState.PROPOSED: LessonState.PROPOSED,
        PlacementState.AGREED: LessonState.PLANNED,
    }
    if placement.state not in states:
        raise Refused("too_late")
    return states[placement.state]


def _refuse_past(day: date, start: time, at: datetime) -> None:
    if instant(day, start) < at:
        raise Refused("in_the_past")
