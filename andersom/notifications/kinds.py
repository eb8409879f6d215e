"""Which mails there are, and what somebody may choose about them.

Each app names its kinds in its ``emails`` and registers them in ``ready()``. A kind belongs to one
topic: what a reader switches on and off in her profile, or in one click below a mail.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from django.db import models
from django.utils.translation import gettext_lazy as _

Holds = Callable[[str], bool]  # the ``about`` of a mail → whether what it says is still true


class Topic(models.TextChoices):
    ACCOUNT = "account", _("Your account and signing in")
    BOOKING = "booking", _("Your own appointments")
    QUESTION = "question", _("Questions about lessons, and the answers")
    DIGEST = "digest", _("New matches")
    WEEK = "week", _("Your week ahead")
    REMINDER = "reminder", _("Reminders")
    NEWS = "news", _("Meetings: reports and new contacts")
    EVALUATION = "evaluation", _("Short questionnaires")
    TEAM = "team", _("For the project team")


#: Topics that always come by mail, and why.
ALWAYS = {
    Topic.ACCOUNT: _("Without these you cannot sign in, or you miss a change of your account."),
    Topic.BOOKING: _("They say that something you agreed on is fixed, moved or cancelled."),
}


#: Topics of which the clock writes: nobody waits for these mails, so none of them comes at night.
BY_DAY = (Topic.DIGEST, Topic.WEEK, Topic.REMINDER, Topic.EVALUATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One mail of the house.

    ``holds`` is asked just before it leaves: a mail that is not true any more is cancelled.
    ``harmless_twice``: a second copy does no harm, so in doubt it is sent again by itself.
    """

    topic: Topic
    holds: Holds | None = None
    harmless_twice: bool = False


_kinds: dict[str, Kind] = {}


def register(app: str, kinds: Mapping[str, Kind]) -> None:
    """Make known the mails ``templates/emails/<app>/<name>.md`` of an app."""
    _kinds.update({f"{app}.{name}": kind for name, kind in kinds.items()})


def let_hold(name: str, holds: Holds) -> None:
    """Have ``holds`` asked before a mail of this registered kind leaves."""
    _kinds[name] = replace(_kinds[name], holds=holds)


def of(name: str) -> Kind:
    """The kind "<app>.<name>". What nobody registered, such as mail of libraries, is account mail:
    nobody can switch it off and nobody gets it twice."""
    return _kinds.get(name, UNKNOWN)


UNKNOWN = Kind(topic=Topic.ACCOUNT)


def of_topics(topics: Collection[Topic]) -> list[str]:
    """The names of the kinds that belong to these topics."""
    return [name for name, kind in _kinds.items() if kind.topic in topics]


def known() -> dict[str, Kind]:
    return dict(_kinds)
