"""What people chose about the mails they get."""

from dataclasses import dataclass

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
    if user is None:
        return EVERYTHING
    if not user.is_active:
        return ONLY_INSIDE
    topic = kinds.of(kind).topic
    if topic in kinds.ALWAYS:
        return EVERYTHING
    chosen = Preference.objects.filter(user=user, topic=topic).first()
    return Channels(chosen.by_mail, chosen.inside) if chosen else EVERYTHING
