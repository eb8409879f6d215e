"""Mails about placements and lessons, one function each; written in the verb's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.domain.reminders import seal
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.links import absolute
from andersom.placements import texts
from andersom.placements.emails import reminders
from andersom.placements.emails.reminders import fact
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import SETTLED, PlacementState, said
from andersom.ui.texts import listing, times_text
from schools.models import Group


def still_proposed(about: str) -> bool:
    """Whether this proposal ("school:17:seal") still waits for the side of the reader."""
    side, pk, mark = about.split(":")
    waiting = Placement.objects.filter(
        pk=pk, state=PlacementState.PROPOSED, **{f"{side}_confirmed_at": None}
    )
    return waiting.exists() and mark == _seal(int(pk))


def still_agreed(about: str) -> bool:
    """Whether the placement of ``about`` ("school:17:seal") is agreed, or was and is done."""
    _side, pk, _mark = about.split(":")
    return Placement.objects.filter(pk=pk, state__in=SETTLED).exists()


def takes_place(about: str) -> bool:
    """Whether the lesson of ``about`` (`reminders.fact`) still stands at this moment."""
    pk, begins = about.split("@")
    moment = datetime.fromisoformat(begins)
    return Lesson.objects.standing().filter(pk=pk, during__startswith=moment).exists()


KINDS = {
    "placement_proposed": Kind(topic=Topic.BOOKING, holds=still_proposed, harmless_twice=True),
    "placement_agreed": Kind(topic=Topic.BOOKING, holds=still_agreed),
    "placement_stopped": Kind(topic=Topic.BOOKING),
    "lesson_added": Kind(topic=Topic.BOOKING, holds=takes_place),
    "lesson_moved": Kind(topic=Topic.BOOKING, holds=takes_place),
    "lesson_cancelled": Kind(topic=Topic.BOOKING),
    **reminders.KINDS,
}


def people_of_school(placement: Placement) -> list[User]:
    """Members of the school, each once."""
    users = User.objects.filter(is_active=True, school_memberships__school=placement.school_id)
    return list(users.distinct().order_by("pk"))


def people_of_provider(placement: Placement) -> list[User]:
    """Members of the provider and the professional, each once."""
    professional = placement.professional
    members = User.objects.filter(
        is_active=True, provider_memberships__provider=professional.provider_id
    )
    herself = User.objects.filter(is_active=True, professionals=professional)
    return list((members | herself).distinct().order_by("pk"))


def placement_proposed(
    placement: Placement, *, short: Sequence[tuple[Group, int]] = (), at: datetime
) -> None:
    """Dates are proposed: both sides look and confirm. Each new proposal is a mail of its own.

    ``short`` are groups with fewer weekly moments than were asked, with how many they have.
    """
    occasion = f"{at:%Y%m%d%H%M%S%f}"
    _to_both("placement_proposed", placement, occasion=occasion, short=short, at=at)


def placement_agreed(placement: Placement, *, at: datetime) -> None:
    """Both sides have confirmed; the lessons stand in the calendar."""
    _to_both("placement_agreed", placement, occasion="", at=at)


def placement_stopped(placement: Placement, *, at: datetime, reason: str) -> None:
    """One side stops; lessons still to come do not take place."""
    _to_both("placement_stopped", placement, occasion="", at=at, reason=said(reason))


def lesson_cancelled(lesson: Lesson, *, by: User | None, at: datetime, reason: str) -> None:
    """A planned lesson does not take place. Who cancelled it knows."""
    _about_lesson("lesson_cancelled", lesson, by=by, at=at, reason=said(reason))


def lesson_added(lesson: Lesson, *, by: User | None, at: datetime) -> None:
    """One more lesson stands in the calendar. Who added it knows."""
    _about_lesson("lesson_added", lesson, by=by, at=at)


def lesson_moved(
    lesson: Lesson, *, was: datetime, by: User | None, at: datetime, reason: str
) -> None:
    """A planned lesson is at another moment. Who moved it knows."""
    _about_lesson("lesson_moved", lesson, by=by, at=at, reason=reason, was=was)


def _to_both(
    name: str,
    placement: Placement,
    *,
    occasion: str,
    at: datetime,
    short: Sequence[tuple[Group, int]] = (),
    **more: Any,
) -> None:
    slots = list(placement.slots.select_related("group"))
    facts = {
        "school": placement.school.name,
        "professional": placement.professional.name,
        "groups": listing(placement.groups.values_list("label", flat=True)),
        "count": placement.lessons.exclude(state="cancelled").count(),
        "start": placement.start,
        "end": placement.end,
        "url": absolute("placements:placement", placement.pk),
        **more,
    }
    readers = [("school", user) for user in people_of_school(placement)]
    readers += [("provider", user) for user in people_of_provider(placement)]
    mark = _seal(placement.pk)
    for side, user in readers:
        with translation.override(user.language):
            in_words = {
                "moments": [texts.slot_text(slot) for slot in slots],
                "short": [texts.short_text(group, moments) for group, moments in short],
            }
        send(
            f"placements.{name}",
            to=user,
            key=f"placements.{name}:{placement.pk}:user:{user.pk}:{occasion}",
            context={"name": user.get_short_name(), **facts, **in_words},
            at=at,
            link=placement.get_absolute_url(),
            about=f"{side}:{placement.pk}:{mark}",
        )


def _seal(placement: int) -> str:
    """A mark of a proposal: its period, and its weekly moments, which each proposal makes anew.

    A single lesson that moves is no other proposal: nobody would get a mail instead.
    """
    rows = Placement.objects.filter(pk=placement).order_by("slots")
    return seal(*rows.values_list("start", "end", "slots"))


def _about_lesson(name: str, lesson: Lesson, *, by: User | None, at: datetime, **more: Any) -> None:
    placement = lesson.placement
    facts = {
        "school": placement.school.name,
        "professional": lesson.professional.name,
        "groups": listing(lesson.groups.values_list("label", flat=True)),
        "start": lesson.starts,
        "times": times_text(lesson.starts, lesson.ends),
        "url": absolute("placements:lesson", lesson.pk),
        **more,
    }
    for user in people_of_school(placement) + people_of_provider(placement):
        if user == by:
            continue
        send(
            f"placements.{name}",
            to=user,
            key=f"placements.{name}:{lesson.pk}:user:{user.pk}:{at:%Y%m%d%H%M%S%f}",
            context={"name": user.get_short_name(), **facts},
            at=at,
            link=lesson.get_absolute_url(),
            about=fact(lesson),
        )
