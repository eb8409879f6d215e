"""Telling people something: a mail in the outbox, and a line on their page with messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from andersom.accounts.models import User
from andersom.notifications import outbox, own, texts
from andersom.notifications.domain import preferences, rest
from andersom.notifications.domain.preferences import Channels
from andersom.notifications.models import Email, InboxItem

log = structlog.get_logger(__name__)
OwnWords = dict[str, dict[str, own.Words]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What there is to say to one reader; the fields are those of `send`."""

    kind: str
    to: User | str
    key: str
    context: Mapping[str, Any]
    at: datetime
    link: str = ""
    about: str = ""
    language: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None

    @property
    def user(self) -> User | None:
        return self.to if isinstance(self.to, User) else None

    @property
    def address(self) -> str:
        """The bare address of its reader; empty when it has none that works."""
        try:
            return outbox.clean_address(self.user.email if self.user else str(self.to))
        except ValueError:
            return ""

    @property
    def read_in(self) -> str:
        """The language of its reader."""
        return self.language or (self.user.language if self.user else settings.LANGUAGE_CODE)


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter in words; ``mail`` is None when its reader wants no mail of this kind."""

    letter: Letter
    words: texts.Rendered
    mail: Email | None
    inside: bool


def send(
    kind: str,
    *,
    to: User | str,
    key: str,
    context: Mapping[str, Any],
    at: datetime,
    link: str = "",
    about: str = "",
    language: str | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> bool:
    """Write the mail of this kind, in the transaction of the caller; delivery comes after commit.

    ``kind`` "<app>.<name>" names the template ``emails/<app>/<name>.md`` that ``context`` fills.
    ``key`` is unique in the whole system: the same key again changes nothing and gives False.
    A user also gets a line on her page with messages, which leads to ``link``, a path of ours.
    ``about`` is what the kind's ``holds`` is asked with, just before the mail leaves.
    In the summer holiday it waits for the first school day, unless it may not (`rest`).
    By mail it does not come when it could not leave before ``not_after``; her line stands there
    all the same. Raises ValueError for an address that is none, and LookupError for a variable
    that the context lacks.
    """
    letter = Letter(
        kind=kind,
        to=to,
        key=key,
        context=context,
        at=at,
        link=link,
        about=about,
        language=language,
        not_before=not_before,
        not_after=not_after,
    )
    if not letter.address:
        raise outbox.refused(kind, "not an address")
    with transaction.atomic():
        fresh = _new([letter])
        own_words = _own_words(fresh)
        return bool(_write([_ready(each, way, own_words) for each, way in fresh]))


@transaction.atomic
def send_many(letters: Sequence[Letter]) -> int:
    """Write letters to many at once; gives how many are new.

    The queries do not grow with their number. A letter that cannot be written, such as one to a
    broken address, is left out and logged: it is no matter of the others.
    """
    ready, fresh = [], _new(letters)
    own_words = _own_words(fresh)
    for letter, way in fresh:
        try:
            ready.append(_ready(letter, way, own_words))
        except (ValueError, LookupError) as error:
            log.error(
                "letter was not written",
                kind=letter.kind,
                error=type(error).__name__,
                why=_why(error),
            )
    return _write(ready)


def _why(error: Exception) -> str:
    """The reason in our own words; nothing of an error that may quote what somebody wrote."""
    ours = isinstance(error, outbox.UnfitError) or type(error) is LookupError
    return str(error) if ours else ""


def _new(letters: Sequence[Letter]) -> list[tuple[Letter, Channels]]:
    """Those that were not written before, in the order of their keys, each with its channels.

    One order for everybody, so that two who write the same letters do not wait for each other.
    """
    to_users = [letter.key for letter in letters if letter.user]
    to_others = [letter.key for letter in letters if not letter.user]
    written: set[str] = set()
    for model, keys in ((InboxItem, to_users), (Email, to_others)):
        if keys:
            written |= set(model.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = {letter.key: letter for letter in letters if letter.key not in written}
    chosen = sorted(fresh.values(), key=lambda letter: letter.key)
    ways = preferences.channels_of([(one.user, one.kind, one.address) for one in chosen])
    return list(zip(chosen, ways, strict=True))


def _own_words(letters: Sequence[tuple[Letter, Channels]]) -> OwnWords:
    """Language → kind → what the team wrote itself; one query a language."""
    return {
        language: own.all_words(language) for language in {each.read_in for each, _way in letters}
    }


def _ready(letter: Letter, way: Channels, own_words: OwnWords) -> Ready:
    words = texts.render(
        letter.kind,
        letter.context,
        language=letter.read_in,
        why=preferences.why(letter.user, letter.address, letter.kind),
        words=own_words[letter.read_in].get(letter.kind, own.NOTHING),
    )
    mail = None
    if way.mail:
        draft = outbox.Draft(
            kind=letter.kind,
            key=letter.key,
            about=letter.about,
            user=letter.user,
            address=letter.user.email if letter.user else str(letter.to),
            language=letter.read_in,
            subject=words.subject,
            text=words.text,
            html=words.html,
            at=letter.at,
            not_before=rest.until(
                letter.kind, letter.not_before or letter.at, not_after=letter.not_after
            ),
            not_after=letter.not_after,
        )
        mail = outbox.row_of(draft)
    return Ready(letter, words, mail, way.inside)


def _write(ready: Sequence[Ready]) -> int:
    """Put mails and lines where they belong; how many are new."""
    written = outbox.write_many([each.mail for each in ready if each.mail])
    rows = [written.get(each.letter.key, (None, each.letter.user is not None)) for each in ready]
    items = [
        _item(each, email)
        for each, (email, _is_new) in zip(ready, rows, strict=True)
        if each.letter.user
    ]
    InboxItem.objects.bulk_create(items, ignore_conflicts=True)
    return sum(is_new for _email, is_new in rows)


def _item(ready: Ready, email: Email | None) -> InboxItem:
    """A line on somebody's page with messages."""
    letter = ready.letter
    return InboxItem(
        user=letter.user,
        key=letter.key,
        kind=letter.kind,
        title=outbox.clean_subject(ready.words.subject),
        text=ready.words.summary,
        link=letter.link.removeprefix(settings.SITE_URL.rstrip("/")),
        created_at=letter.at,
        read_at=None if ready.inside else letter.at,
        email=email,
    )
