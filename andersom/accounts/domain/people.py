"""What people may do with their own account, and what the team does when asked."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

import structlog
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from andersom.accounts.models import User

log = structlog.get_logger(__name__)

# What the apps above know about a person: name → plain values that JSON can hold.
Source = Callable[[User], Iterable[dict[str, Any]]]
_sources: dict[str, Source] = {}
# What the apps above wipe out about a person who is erased, given all her addresses.
Eraser = Callable[[User, list[str]], None]
_erasers: list[Eraser] = []


def register_source(name: str, source: Source) -> None:
    """Called from ``ready()`` of an app that keeps something about a person."""
    _sources[name] = source


def register_eraser(eraser: Eraser) -> None:
    """Called from ``ready()`` of an app that keeps what a person wrote or what names her."""
    _erasers.append(eraser)


class AddressTaken(Exception):  # noqa: N818 - it reports a refusal, not a fault
    """Somebody has an account with this address, perhaps since a moment ago."""


def create(*, email: str, name: str, password: str | None, language: str) -> User:
    """A new person whose address is already proven, because the link came from a mail to it.

    Raises AddressTaken; nothing is changed then.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name, language=language)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:
        raise AddressTaken from error
    return user


def rename(user: User, *, name: str, language: str) -> None:
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])


def speak(user: User, language: str) -> None:
    """Remember the language; one that we do not speak changes nothing."""
    if language in User.Language.values and language != user.language:
        user.language = language
        user.save(update_fields=["language"])


def own_data(user: User) -> dict[str, Any]:
    """Everything kept about a person, in plain values."""
    person = {
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "since": user.date_joined.isoformat(),
        "addresses": [
            {"email": address.email, "verified": address.verified}
            for address in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "second_steps": sorted(
            Authenticator.objects.filter(user=user).values_list("type", flat=True)
        ),
        "devices": [
            {"ip": one.ip, "browser": one.user_agent, "last_seen": one.last_seen_at.isoformat()}
            for one in UserSession.objects.filter(user=user).order_by("pk")
        ],
    }
    return {"person": person} | {name: list(find(user)) for name, find in _sources.items()}


def proven_addresses(users: Collection[int]) -> dict[int, str]:
    """Key of a user → the address that she chose and proved; in one query."""
    chosen = EmailAddress.objects.filter(user__in=users, primary=True, verified=True)
    return {user: email.lower() for user, email in chosen.values_list("user", "email")}


def ask_deletion(user: User, *, at: datetime) -> None:
    """Put the wish before the project team; asking twice keeps the first date."""
    User.objects.filter(pk=user.pk, deletion_asked_at=None).update(deletion_asked_at=at)
    user.refresh_from_db(fields=["deletion_asked_at"])


def keep(user: User) -> None:
    """Take the wish back."""
    user.deletion_asked_at = None
    user.save(update_fields=["deletion_asked_at"])


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """Shut the door at once: open sessions end with the next request."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    log.info("deactivated", user=user.pk, by=by.pk)


def reactivate(user: User, *, by: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    log.info("reactivated", user=user.pk, by=by.pk)


@transaction.atomic
def erase(user: User, *, by: User) -> None:
    """Make a person unrecognisable; rows that refer to her stay, so that records stay whole."""
    end_sessions(user)
    proven = EmailAddress.objects.filter(user=user, verified=True)
    known = [*proven.values_list("email", flat=True), user.email]
    for forget in _erasers:
        forget(user, known)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.name, user.email = "", f"erased-{user.pk}@{settings.ERASED_DOMAIN}"
    user.is_active = user.is_staff = user.is_superuser = False
    user.deletion_asked_at = None
    user.set_unusable_password()
    user.save()
    log.info("erased", user=user.pk, by=by.pk)


def end_sessions(user: User) -> None:
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()
