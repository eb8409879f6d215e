"""Who may do what with placements, lessons and hours. Who may see them is `visible_to`."""

from andersom.accounts.models import User
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import LessonState, PlacementState
from providers.models import Professional
from providers.rules import is_member
from schools.models import Member, School
from schools.rules import may_manage

SCHOOL, PROVIDER = "school", "provider"


def side_of(user: User, placement: Placement) -> str:
    """The side for which this person speaks; empty for who only looks on.

    Somebody of both sides speaks for the school.
    """
    if may_manage(user, placement.school):
        return SCHOOL
    return PROVIDER if _of_provider(user, placement.professional) else ""


def may_plan(user: User, placement: Placement) -> bool:
    """Propose times, add a lesson, record the contract form: either side."""
    return bool(side_of(user, placement))


def may_confirm(user: User, placement: Placement) -> bool:
    """Say yes for a side that has not yet."""
    side = side_of(user, placement)
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


def may_allow_extra(user: User, school: School) -> bool:
    """Only the school leader decides about hours above the limit."""
    return school.members.filter(user=user, role=Member.Role.LEADER).exists()


def _of_provider(user: User, professional: Professional) -> bool:
    return professional.user_id == user.pk or is_member(user, professional.provider)
