"""Inviting people by a signed link, and what happens when they say yes.

Accounts knows no organisation: each app registers what a kind of invitation means.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction

from andersom.accounts import emails
from andersom.accounts.domain import people
from andersom.accounts.models import Invitation, User

Accept = Callable[[Invitation, User, datetime], str | None]
Describe = Callable[[Invitation], str]


class NotOpen(Exception):  # noqa: N818 - it reports a refusal, not a fault
    """The invitation was answered, withdrawn, or is past its term."""


class NotTheAddressee(Exception):  # noqa: N818
    """Somebody else than the owner of the invited address tries to accept."""


@dataclass(frozen=True, slots=True)
class Handler:
    accept: Accept
    describe: Describe


_handlers: dict[str, Handler] = {}


def register(kind: str, accept: Accept, describe: Describe) -> None:
    """Called from an app's ``ready()``.

    ``accept(invitation, user, at)`` makes the membership, safe to repeat, and returns the address
    to land on (None: the dashboard of the new hat). ``describe(invitation)`` completes the
    sentence "you are invited as ...".
    """
    _handlers[kind] = Handler(accept, describe)


def describe(invitation: Invitation) -> str:
    return _handlers[invitation.kind].describe(invitation)


# --- The link -----------------------------------------------------------------------------------


def is_open(about: str) -> bool:
    """Whether the invitation of a mail was neither accepted nor withdrawn."""
    return Invitation.objects.filter(pk=about, accepted_at=None, revoked_at=None).exists()


def token(invitation: Invitation) -> str:
    """What stands in the link: number, moment and signature, bound to this row and its address."""
    return _signer(invitation).sign(str(invitation.pk))


def read(value: str) -> Invitation | None:
    """The invitation of a link; None when the link was changed or the row is not that one."""
    number = value.partition(":")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    invitation = Invitation.objects.select_related("invited_by").filter(pk=int(number)).first()
    if invitation is None:
        return None
    try:
        _signer(invitation).unsign(value)
    except BadSignature:
        return None
    return invitation


def _signer(invitation: Invitation) -> TimestampSigner:
    made = int(invitation.created_at.timestamp())
    return TimestampSigner(salt=f"accounts.invitation:{invitation.email}:{made}")


# --- Verbs --------------------------------------------------------------------------------------


@transaction.atomic
def invite(
    *,
    kind: str,
    object_id: int,
    role: str,
    email: str,
    name: str = "",
    by: User | None,
    at: datetime,
) -> Invitation:
    """Invite an address; one that is waiting already is renewed with this role and name."""
    email = email.strip().lower()
    said = {"role": role, "name": name, "invited_by": by}
    invitation, _new = Invitation.objects.select_for_update(of=("self",)).get_or_create(
        kind=kind,
        object_id=object_id,
        email=email,
        accepted_at=None,
        revoked_at=None,
        defaults=said | {"created_at": at, "expires_at": at},
    )
    for field, value in said.items():
        setattr(invitation, field, value)
    return _send(invitation, at)


@transaction.atomic
def resend(invitation: Invitation, *, by: User | None, at: datetime) -> Invitation:
    """Mail the link again and start its term anew; also for one that has expired."""
    return _send(_locked(invitation), at)


@transaction.atomic
def revoke(invitation: Invitation, *, by: User | None, at: datetime) -> Invitation:
    """Withdraw; the link says so from now on. Raises NotOpen when it was answered first."""
    stored = _locked(invitation)
    stored.revoked_at = at
    stored.save(update_fields=["revoked_at"])
    return stored


@transaction.atomic
def accept(invitation: Invitation, *, by: User, at: datetime) -> str | None:
    """Say yes as ``by``; gives the address to land on, None for the dashboard.

    Raises NotOpen (answered, withdrawn, expired) or NotTheAddressee; nothing is changed then.
    """
    stored = _locked(invitation)
    if stored.expires_at <= at:
        raise NotOpen
    if not is_for(stored, by):
        raise NotTheAddressee
    stored.accepted_at, stored.accepted_by = at, by
    stored.save(update_fields=["accepted_at", "accepted_by"])
    return _handlers[stored.kind].accept(stored, by, at)


@transaction.atomic
def welcome(
    invitation: Invitation, *, name: str, password: str, language: str, at: datetime
) -> tuple[User, str | None]:
    """Make the account of a newcomer and say yes with it; gives both, as `accept` does.

    Raises NotOpen (a second press on the button was first) or `people.AddressTaken`; nothing is
    changed then.
    """
    stored = _locked(invitation)
    user = people.create(email=stored.email, name=name, password=password, language=language)
    return user, accept(stored, by=user, at=at)


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether the invited address is this person's, be it not her first."""
    return User.objects.owner_of(invitation.email) == user


def _send(invitation: Invitation, at: datetime) -> Invitation:
    invitation.expires_at = at + timedelta(days=settings.INVITATION_DAYS)
    invitation.save()
    emails.invitation(invitation, describe(invitation), token(invitation), at)
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if stored.accepted_at or stored.revoked_at:
        raise NotOpen
    return stored
