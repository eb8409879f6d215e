"""Who belongs to a school, and how they come in: by invitation only."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation, User
from andersom.workflow.domain import record
from schools.hats import SCHOOL
from schools.models import Member, School


class LastLeader(Exception):  # noqa: N818 - it reports a refusal, not a fault
    """A school keeps at least one leader."""


class AlreadyMember(Exception):  # noqa: N818
    """The owner of this address belongs to the school already."""


def invite(
    school: School, *, email: str, name: str, role: str, by: User, at: datetime
) -> Invitation:
    """Invite somebody by mail. Raises AlreadyMember."""
    if school.members.filter(user__email=email.strip().lower()).exists():
        raise AlreadyMember
    return invitations.invite(
        kind=SCHOOL, object_id=school.pk, role=role, email=email, name=name, by=by, at=at
    )


def invited(school: School, *, at: datetime) -> list[Invitation]:
    """Invitations that still wait for an answer, newest first."""
    return list(Invitation.objects.to(SCHOOL, school.pk).open(at))


def describe(invitation: Invitation) -> str:
    """Complete "you are invited as ...": the role and the school."""
    school = School.objects.filter(pk=invitation.object_id).first()
    return f"{Member.Role(invitation.role).label}, {school or '–'}"


@transaction.atomic
def accept(invitation: Invitation, user: User, at: datetime) -> str:
    """Make the membership, or change the role of one that exists; gives where to land."""
    school = School.objects.get(pk=invitation.object_id)
    Member.objects.update_or_create(
        school=school,
        user=user,
        defaults={"role": invitation.role},
        create_defaults={"role": invitation.role, "since": at},
    )
    record(school, "join", target=school.status, by=user, at=at, reason=invitation.role)
    return reverse("schools:home")


@transaction.atomic
def remove(member: Member, *, by: User, at: datetime) -> None:
    """End a membership; the person keeps the account. Raises LastLeader."""
    school = School.objects.select_for_update(of=("self",)).get(pk=member.school_id)
    others = school.members.leaders().exclude(pk=member.pk)
    if member.role == Member.Role.LEADER and not others.exists():
        raise LastLeader
    reason = f"{member.user} ({member.role})"
    member.delete()
    record(school, "leave", target=school.status, by=by, at=at, reason=reason)
