"""Who may do what with placements, lessons and hours. Who may see them is `visible_to`."""

from datetime import datetime

from andersom.accounts.hats import Hat
from andersom.accounts.models import User
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import LessonState, PlacementState
from providers.models import Professional
from providers.rules import is_member
from schools.models import Member, School
from schools.rules import may_manage

SCHOOL, PROVIDER = "school", "provider"


def side_of(user: User, placement: Placement, hat: Hat | None) -> str:
    """The side for which this person speaks now; empty for who only looks on.

    Somebody of both sides speaks for the one whose hat is worn; under a hat of neither, for the
    school.
    """
    if worn := _side_of_hat(hat, placement):
        return worn
    if may_manage(user, placement.school):
        return SCHOOL
    return PROVIDER if _of_provider(user, placement.professional) else ""


def may_plan(user: User, placement: Placement) -> bool:
    """Propose times, add a lesson, record the contract form: either side."""
    return may_manage(user, placement.school) or _of_provider(user, placement.professional)


def may_confirm(side: str, placement: Placement) -> bool:
    """Say yes for a side that has not yet."""
    proposed = placement.state == PlacementState.PROPOSED
    return bool(side) and proposed and not placement.confirmed_by(side)


def may_change(user: User, lesson: Lesson) -> bool:
    """Move or cancel a lesson that still has to be given: either side."""
    open_states = {LessonState.PROPOSED, LessonState.PLANNED}
    return lesson.state in open_states and may_plan(user, lesson.placement)


def may_tick(user: User, lesson: Lesson) -> bool:
    """Say that a lesson was given, or take that back: either side."""
    done_states = {LessonState.PLANNED, LessonState.GIVEN}
    return lesson.state in done_states and may_plan(user, lesson.placement)


def may_record_teacher(user: User, lesson: Lesson, side: str, at: datetime) -> bool:
    """Say who was in the room: either side beforehand, from its start on only the school."""
    open_to_side = side == SCHOOL or not lesson.has_begun(at)
    return open_to_side and (may_change(user, lesson) or may_tick(user, lesson))


def may_allow_extra(user: User, school: School) -> bool:
    """Only the school leader decides about hours above the limit."""
    return school.members.filter(user=user, role=Member.Role.LEADER).exists()


def _side_of_hat(hat: Hat | None, placement: Placement) -> str:
    """Hats are found afresh for each request, so a hat that fits is a membership."""
    if hat is None:
        return ""
    professional = placement.professional
    sides = {
        ("school", placement.school_id): SCHOOL,
        ("provider", professional.provider_id): PROVIDER,
        ("professional", professional.pk): PROVIDER,
    }
    return sides.get((hat.kind, hat.object_id), "")


def _of_provider(user: User, professional: Professional) -> bool:
    return professional.user_id == user.pk or is_member(user, professional.provider)
