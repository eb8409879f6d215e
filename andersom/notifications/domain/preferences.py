"""What people chose about the mails they get."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from andersom.accounts.models import User
from andersom.notifications import kinds
from andersom.notifications.models import Preference


@dataclass(frozen=True, slots=True)
class Channels:
    """By which ways somebody hears of something; ``inside`` as an unread message of ours."""

    mail: bool
    inside: bool


EVERYTHING = Channels(mail=True, inside=True)
ONLY_INSIDE = Channels(mail=False, inside=True)


def channels(user: User | None, kind: str) -> Channels:
    """How this kind reaches the user. Somebody without an account chose nothing; a closed account
    gets no mail."""
    return channels_of([(user, kind)])[0]


def channels_of(readers: Sequence[tuple[User | None, str]]) -> list[Channels]:
    """How each kind reaches each reader, in their order; at most one query for all of them."""
    about = [kinds.of(kind).topic for _, kind in readers]
    asked = {
        (user.pk, topic)
        for (user, _), topic in zip(readers, about, strict=True)
        if user and user.is_active and topic not in kinds.ALWAYS
    }
    chosen = _chosen(asked) if asked else {}
    return [
        ONLY_INSIDE
        if user and not user.is_active
        else chosen.get((user.pk, topic), EVERYTHING)
        if user
        else EVERYTHING
        for (user, _), topic in zip(readers, about, strict=True)
    ]


def with_rhythm(users: QuerySet[User], topic: kinds.Topic, rhythm: str) -> QuerySet[User]:
    """Those of the users who want what is gathered about a topic so often."""
    chosen = Preference.objects.filter(user=OuterRef("pk"), topic=topic)
    if rhythm == Preference._meta.get_field("rhythm").get_default():
        return users.exclude(Exists(chosen.exclude(rhythm=rhythm)))
    return users.filter(Exists(chosen.filter(rhythm=rhythm)))


def _chosen(asked: Collection[tuple[int, str]]) -> dict[tuple[int, str], Channels]:
    users, topics = zip(*asked, strict=True)
    rows = Preference.objects.filter(user__in=set(users), topic__in=set(topics))
    return {
        (row.user_id, row.topic): Channels(row.by_mail, row.inside)
        for row in rows
        if (row.user_id, row.topic) in asked
    }
