"""The people of a provider. There is always an owner."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation, User
from andersom.workflow import domain as workflow
from providers import hats
from providers.models import Member, Provider


class LastOwner(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """Without this owner nobody could manage the members."""


class AlreadyMember(ValueError):  # noqa: N818
    """The invited address belongs to a member."""


@transaction.atomic
def invite(
    provider: Provider, *, email: str, name: str, role: str, by: User, at: datetime
) -> Invitation:
    """Mail somebody an invitation; a second one renews the first. Raises AlreadyMember."""
    email = email.strip().lower()
    if provider.members.filter(user__email=email).exists():
        raise AlreadyMember
    return invitations.invite(
        kind=hats.PROVIDER, object_id=provider.pk, role=role, email=email, name=name, by=by, at=at
    )


@transaction.atomic
def join(invitation: Invitation, user: User, at: datetime) -> str | None:
    """What a yes to an invitation does; a member who says yes again stays what she is."""
    provider = Provider.objects.get(pk=invitation.object_id)
    role = invitation.role if invitation.role in Member.Role.values else Member.Role.EDITOR
    _member, created = Member.objects.get_or_create(
        provider=provider, user=user, defaults={"role": role, "since": at}
    )
    if created:
        _journal(provider, "member_joined", role, user, by=user, at=at)
    return reverse("providers:profile")


def describe(invitation: Invitation) -> str:
    """Completes "you are invited as ..."."""
    provider = Provider.objects.get(pk=invitation.object_id)
    role = dict(Member.Role.choices).get(invitation.role, "")
    return _("%(role)s of %(provider)s") % {"role": role, "provider": provider.name}


@transaction.atomic
def change_role(member: Member, role: str, *, by: User, at: datetime) -> Member:
    """Raises LastOwner when this would leave the provider without an owner."""
    stored = _locked(member)
    if stored.role == role:
        return stored
    if role != Member.Role.OWNER:
        _keep_an_owner(stored)
    stored.role = role
    stored.save(update_fields=["role"])
    _journal(stored.provider, "member_role", role, stored.user, by=by, at=at)
    return stored


@transaction.atomic
def remove(member: Member, *, by: User, at: datetime) -> None:
    """Take somebody out; she keeps her account. Raises LastOwner."""
    stored = _locked(member)
    _keep_an_owner(stored)
    _journal(stored.provider, "member_removed", "", stored.user, by=by, at=at)
    stored.delete()


def _locked(member: Member) -> Member:
    """Lock the provider, so that two owners cannot leave at the same moment."""
    Provider.objects.select_for_update().get(pk=member.provider_id)
    return Member.objects.select_related("provider", "user").get(pk=member.pk)


def _keep_an_owner(member: Member) -> None:
    others = Member.objects.filter(role=Member.Role.OWNER, provider=member.provider_id).exclude(
        pk=member.pk
    )
    if member.role == Member.Role.OWNER and not others.exists():
        raise LastOwner


def _journal(
    provider: Provider, verb: str, target: str, who: User, *, by: User, at: datetime
) -> None:
    workflow.record(provider, verb, target=target, by=by, at=at, reason=str(who))
