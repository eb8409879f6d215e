"""What people chose about the mails they get."""

from collections.abc import Iterable, Mapping, Sequence
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


Rows = dict[tuple[int | str, str], Preference]  # user or address, and topic → what was chosen
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
    asked = [(user, address.lower(), kinds.of(kind).topic) for user, kind, address in readers]
    rows = _rows([each for each in asked if each[2] not in ALWAYS])
    return [_channels(*each, rows) for each in asked]


def _channels(user: User | None, address: str, topic: str, rows: Rows) -> Channels:
    if user and not user.is_active:
        return ONLY_INSIDE
    row = _row(user, address, topic, rows)
    return Channels(row.by_mail, row.inside) if row else EVERYTHING


def _rows(asked: Iterable[tuple[User | None, str, str]]) -> Rows:
    """What these readers chose about these topics, by who chose it."""
    users, addresses, topics = set(), set(), set()
    for user, address, topic in asked:
        users |= {user.pk} if user else set()
        addresses.add(user.email.lower() if user else address)
        topics.add(topic)
    if not topics:
        return {}
    theirs = Q(user__in=users) | Q(user=None, address__in=addresses)
    rows = Preference.objects.filter(theirs, topic__in=topics)
    return {(row.user_id or row.address, row.topic): row for row in rows}


def _row(user: User | None, address: str, topic: str, rows: Rows) -> Preference | None:
    """What counts for a reader: her own choice, or else what was chosen at her address without
    an account."""
    names: list[int | str] = [user.pk, user.email.lower()] if user else [address]
    return next((rows[name, topic] for name in names if (name, topic) in rows), None)


def with_rhythm(users: QuerySet[User], topic: Topic, rhythm: str) -> QuerySet[User]:
    """Those of the users who want what is gathered about a topic so often."""
    rows = Preference.objects.filter(user=OuterRef("pk"), topic=topic)
    if rhythm == Choice().rhythm:
        return users.exclude(Exists(rows.exclude(rhythm=rhythm)))
    return users.filter(Exists(rows.filter(rhythm=rhythm)))


def chosen(user: User) -> dict[str, Choice]:
    """Topic → what the user wants, for every topic that she can choose about."""
    topics = topics_of(user)
    rows = _rows([(user, user.email, topic) for topic in topics])
    return {
        topic: Choice(mail=row.by_mail, inside=row.inside, rhythm=row.rhythm)
        if (row := _row(user, user.email, topic, rows))
        else Choice()
        for topic in topics
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
        if not choice.mail or choice.rhythm == Preference.Rhythm.NEVER:
            _drop_waiting(topic, user=user)


@transaction.atomic
def switch(key: str, *, mail: bool, at: datetime) -> Topic:
    """Stop the mails of the topic in a link from a mail, or have them again.

    Raises `UnknownTopic` for a link that we did not make.
    """
    reader, topic = opened(key)
    for owner in reader.owners():
        row, _new = Preference.objects.update_or_create(
            **owner, topic=topic, defaults={"by_mail": mail}
        )
        if not mail:
            _drop_waiting(topic, **owner)
        elif row.rhythm == Preference.Rhythm.NEVER:  # or she would have them again in name only
            row.rhythm = Choice().rhythm
            row.save(update_fields=["rhythm"])
    log.info("mail switched", topic=topic.value, mail=mail, user=reader.user and reader.user.pk)
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


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a link is for: a user, or who has (or had, when it was made) only an ``address``."""

    user: User | None
    address: str = ""

    def owners(self) -> list[dict[str, Any]]:
        """Whose choices it changes, as fields of `Preference` and of `Email`."""
        of_address = {"user": None, "address": self.address}
        return [*[{"user": self.user}] * bool(self.user), *[of_address] * bool(self.address)]


def opened(key: str) -> tuple[Reader, Topic]:
    """For whom and about what an unsubscribe link is. Raises `UnknownTopic`."""
    try:
        reader, topic = signing.loads(key, salt=SALT)
        found = Topic(topic)
    except (signing.BadSignature, ValueError, TypeError):
        raise UnknownTopic("key") from None
    if found in ALWAYS:
        raise UnknownTopic(found)
    if not isinstance(reader, int):
        return Reader(User.objects.owner_of(str(reader)), str(reader)), found
    user = User.objects.filter(pk=reader).first()
    if not user:
        raise UnknownTopic("reader")
    return Reader(user), found


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
