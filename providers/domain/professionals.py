"""The people who give the lessons."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from andersom.accounts.domain import invitations
from andersom.accounts.models import Invitation, User
from andersom.workflow import domain as workflow
from andersom.workflow.domain import violated
from providers import hats
from providers.models import Professional


class AlreadyUser(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """The professional signs in herself already."""


LICENCE_RULE = "licence_keeps_hours_within_limit"  # a trigger of the hours ledger

# What relates many to many, so is set after the row exists.
SETS = ("domains", "tags", "learning_areas")


@transaction.atomic
def save(
    professional: Professional, sets: dict[str, Any], *, by: User, at: datetime
) -> Professional:
    """Keep a new or changed professional; ``sets`` are the choices of `SETS`."""
    new = professional.pk is None
    professional.save()
    for name in SETS:
        getattr(professional, name).set(sets[name])
    workflow.record(professional, "add" if new else "edit", target="", by=by, at=at)
    return professional


def licence_may_become(professional: Professional, licence: str) -> bool:
    """Whether planned lessons allow this licence status; tried in the database and undone.

    Somebody who turns out to have no licence makes planned lessons count, and no group may come
    above its limit of hours by that.
    """
    try:
        with transaction.atomic():
            Professional.objects.filter(pk=professional.pk).update(licence=licence)
            transaction.set_rollback(True)
    except IntegrityError as error:
        if violated(error) != LICENCE_RULE:
            raise
        return False
    return True


@transaction.atomic
def set_active(professional: Professional, active: bool, *, by: User, at: datetime) -> None:
    """Stop or start again. Agreed lessons stay; nobody new is matched meanwhile."""
    professional.active = active
    professional.save(update_fields=["active"])
    verb = "activate" if active else "deactivate"
    workflow.record(professional, verb, target="", by=by, at=at)


@transaction.atomic
def invite(professional: Professional, *, email: str, by: User, at: datetime) -> Invitation:
    """Let her keep her own days and answer proposals herself. Raises AlreadyUser."""
    if professional.user_id is not None:
        raise AlreadyUser
    return invitations.invite(
        kind=hats.PROFESSIONAL,
        object_id=professional.pk,
        role="professional",
        email=email,
        name=professional.name,
        by=by,
        at=at,
    )


@transaction.atomic
def join(invitation: Invitation, user: User, at: datetime) -> str | None:
    """What a yes does: this person is the professional. Whoever was linked first stays."""
    professional = (
        Professional.objects.select_for_update(of=("self",)).filter(pk=invitation.object_id).first()
    )
    if professional is None or professional.user_id not in {None, user.pk}:
        raise invitations.NotOpen
    if professional.user_id is None:
        professional.user = user
        try:
            with transaction.atomic():
                professional.save(update_fields=["user"])
        except IntegrityError:  # she is another professional of this provider already
            raise invitations.NotOpen from None
        workflow.record(professional, "join", target="", by=user, at=at)
    return reverse("providers:professional", args=[professional.pk])


def describe(invitation: Invitation) -> str:
    """Completes "you are invited as ..."."""
    professional = Professional.objects.select_related("provider").get(pk=invitation.object_id)
    return _("professional of %(provider)s") % {"provider": professional.provider.name}
