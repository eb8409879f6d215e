"""What people chose about the mails they get."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from andersom.accounts.models import User
from andersom.notifications import kinds, layout
from andersom.notifications.kinds import ALWAYS, Topic
from andersom.notifications.links import absolute
from andersom.notifications.models import Email, Preference
from andersom.notifications.states import EmailState, Refusal

log = structlog.get_logger(__name__)
SALT = "andersom.notifications.unsubscribe"


@dataclass(frozen=True, slots=True)
class Channels:
    """By which ways somebody hears of something; ``inside`` as an unread message of ours."""

    mail: bool
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody wants of one topic."""

    mail: bool = True
    inside: bool = True
    rhythm: str = Preference.Rhythm.WEEKLY


EVERYTHING = Channels(mail=True, inside=True)
ONLY_INSIDE = Channels(mail=False, inside=True)


class UnknownTopic(ValueError):  # noqa: N818 - says what came in
    """A topic that does not exist, or that nobody can switch off."""


# --- Reading --------------------------------------------------------------------------------------
def channels(user: User | None, kind: str, address: str = "") -> Channels:
    """How this kind reaches the user, or who has only an address. A closed account gets no mail."""
    return channels_of([(user, kind, address)])[0]


def channels_of(readers: Sequence[tuple[User | None, str, str]]) -> list[Channels]:
    """How each kind reaches each reader, in their order; at most one query for all of them."""
    asked = [_owner_and_topic(*reader) for reader in readers]
    mine = _choices([each for each in asked if each[1] not in ALWAYS])
    return [
        ONLY_INSIDE if user and not user.is_active else mine.get(each, EVERYTHING)
        for (user, _kind, _address), each in zip(readers, asked, strict=True)
    ]


def _choices(asked: Sequence[tuple[int | str, str]]) -> dict[tuple[int | str, str], Channels]:
    if not asked:
        return {}
    users = {owner for owner, _topic in asked if isinstance(owner, int)}
    addresses = {owner for owner, _topic in asked if isinstance(owner, str)}
    theirs = Q(user__in=users) | Q(user=None, address__in=addresses)
    rows = Preference.objects.filter(theirs, topic__in={topic for _owner, topic in asked})
    return {
        (row.user_id or row.address, row.topic): Channels(row.by_mail, row.inside) for row in rows
    }


def _owner_and_topic(user: User | None, kind: str, address: str) -> tuple[int | str, str]:
    return user.pk if user else address.lower(), kinds.of(kind).topic


def with_rhythm(users: QuerySet[User], topic: Topic, rhythm: str) -> QuerySet[User]:
    """Those of the users who want what is gathered about a topic so often."""
    rows = Preference.objects.filter(user=OuterRef("pk"), topic=topic)
    if rhythm == Choice().rhythm:
        return users.exclude(Exists(rows.exclude(rhythm=rhythm)))
    return users.filter(Exists(rows.filter(rhythm=rhythm)))


def chosen(user: User) -> dict[str, Choice]:
    """Topic → what the user wants, for every topic that she can choose about."""
    rows = {row.topic: row for row in Preference.objects.filter(user=user)}
    return {
        topic: Choice(mail=row.by_mail, inside=row.inside, rhythm=row.rhythm)
        if (row := rows.get(topic))
        else Choice()
        for topic in topics_of(user)
    }


def topics_of(user: User) -> list[Topic]:
    """What this user can choose about."""
    free = [topic for topic in Topic if topic not in ALWAYS]
    return free if user.is_staff else [topic for topic in free if topic != Topic.TEAM]


# --- Choosing -------------------------------------------------------------------------------------
@transaction.atomic
def choose(user: User, choices: Mapping[str, Choice]) -> None:
    """Keep what the user wants. Mail that waits and is not wanted any more goes.

    Raises `UnknownTopic` for a topic that is not hers to choose.
    """
    if unknown := set(choices) - set(topics_of(user)):
        raise UnknownTopic(sorted(unknown)[0])
    for topic, choice in choices.items():
        Preference.objects.update_or_create(
            user=user,
            topic=topic,
            defaults={"by_mail": choice.mail, "inside": choice.inside, "rhythm": choice.rhythm},
        )
        if not choice.mail:
            _drop_waiting(topic, user=user)


@transaction.atomic
def switch(key: str, *, mail: bool, at: datetime) -> Topic:
    """Stop the mails of the topic in a link from a mail, or have them again.

    Raises `UnknownTopic` for a link that we did not make.
    """
    owner, topic = opened(key)
    row, _new = Preference.objects.update_or_create(
        **owner, topic=topic, defaults={"by_mail": mail}
    )
    if not mail:
        _drop_waiting(topic, **owner)
    elif row.rhythm == Preference.Rhythm.NEVER:  # or she would have them again in name only
        row.rhythm = Choice().rhythm
        row.save(update_fields=["rhythm"])
    log.info("mail switched", topic=topic.value, mail=mail, user=owner.get("user_id"))
    return topic


def _drop_waiting(topic: str, **owner: object) -> None:
    names = [name for name, kind in kinds.known().items() if kind.topic == topic]
    waiting = Email.objects.filter(state__in=[EmailState.QUEUED, EmailState.HELD], kind__in=names)
    waiting.filter(**owner).cancel(Refusal.UNWANTED)


# --- The link below a mail ------------------------------------------------------------------------
def link(email: Email) -> str:
    """Where the reader of this mail stops its topic in one click; empty when it must come."""
    return stop_link(email.user_id or email.address.lower(), email.kind)


def stop_link(reader: int | str, kind: str) -> str:
    """The same before there is a row; ``reader`` is the key of a user, or an address."""
    topic = kinds.of(kind).topic
    if topic in ALWAYS:
        return ""
    return absolute("notifications:unsubscribe", signing.dumps([reader, topic], salt=SALT))


def why(user: User | None, address: str, kind: str) -> layout.Why | None:
    """What stands at the foot of a mail of this kind to this reader; None for other mail."""
    if kind not in kinds.known():
        return None
    stop = stop_link(user.pk if user else address.lower(), kind)
    return layout.Why(kinds.of(kind).topic, stop=stop, choose=user is not None)


def opened(key: str) -> tuple[dict[str, Any], Topic]:
    """Who and what an unsubscribe link is about. Raises `UnknownTopic`."""
    try:
        reader, topic = signing.loads(key, salt=SALT)
        found = Topic(topic)
    except (signing.BadSignature, ValueError, TypeError):
        raise UnknownTopic("key") from None
    if found in ALWAYS:
        raise UnknownTopic(found)
    if isinstance(reader, int):
        if not User.objects.filter(pk=reader).exists():
            raise UnknownTopic("reader")
        return {"user_id": reader}, found
    return {"user": None, "address": str(reader)}, found


def headers(email: Email) -> dict[str, str]:
    """What mail programs read to offer one-click unsubscribing (RFC 2369 and RFC 8058)."""
    url = link(email)
    if not url:
        return {}
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-ID": f"<{kinds.of(email.kind).topic.value}.{_domain()}>",
    }


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].rstrip("> ")
