"""Who may do what in a school. Who may see it at all is `visible_to`."""

from andersom.accounts.models import User
from schools.models import Member, Request, School
from schools.states import REQUEST, SchoolStatus


def may_manage(user: User, school: School) -> bool:
    """Times, groups, closed days, conditions and requests: leader and coordinator alike."""
    return school.members.filter(user=user).exists()


def may_manage_members(user: User, school: School) -> bool:
    """Only a leader decides who belongs to the school; the team may help out."""
    return user.is_staff or school.members.filter(user=user, role=Member.Role.LEADER).exists()


def may_ask(user: User, school: School) -> bool:
    """A site that the register no longer knows cannot ask for anybody."""
    return school.status == SchoolStatus.OPEN and may_manage(user, school)


def may_edit(user: User, request: Request) -> bool:
    """Only a draft is edited; what was posted is what professionals answered to."""
    return request.is_draft and may_manage(user, request.school)


def may_move(user: User, request: Request, verb: str) -> bool:
    """Whether this person may apply a verb to this request as it stands now."""
    allowed = user.is_staff or may_manage(user, request.school)
    return allowed and REQUEST.may(request.state, verb)
