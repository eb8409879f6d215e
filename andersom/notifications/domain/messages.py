"""Telling somebody something: a mail in the outbox, and a line on her page with messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from andersom.accounts.models import User
from andersom.notifications import outbox, texts
from andersom.notifications.domain import preferences
from andersom.notifications.models import Email, InboxItem


@transaction.atomic
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
    It is dropped when it could not leave before ``not_after``. Raises ValueError for an address
    that is none, and LookupError for a variable that the context lacks.
    """
    user = to if isinstance(to, User) else None
    address = outbox.clean_address(user.email if user else str(to))
    known = InboxItem if user else Email
    if known.objects.filter(key=key).exists():
        return False
    language = language or (user.language if user else settings.LANGUAGE_CODE)
    why = preferences.why(user, address, kind)
    words = texts.render(kind, context, language=language, why=why)
    channels = preferences.channels(user, kind, address)
    email, new = None, user is not None
    if channels.mail:
        draft = outbox.Draft(
            kind=kind,
            key=key,
            about=about,
            user=user,
            address=address,
            language=language,
            subject=words.subject,
            text=words.text,
            html=words.html,
            at=at,
            not_before=not_before,
            not_after=not_after,
        )
        email, new = outbox.write(draft)
    if user:
        read_at = None if channels.inside else at
        note(user, kind=kind, key=key, words=words, link=link, email=email, at=at, read_at=read_at)
    return new


def note(
    user: User,
    *,
    kind: str,
    key: str,
    words: texts.Rendered,
    link: str,
    email: Email | None,
    at: datetime,
    read_at: datetime | None = None,
) -> None:
    """Put a line on somebody's page with messages, unless this key is there already."""
    item = InboxItem(
        user=user,
        key=key,
        kind=kind,
        title=outbox.clean_subject(words.subject),
        text=words.summary,
        link=link.removeprefix(settings.SITE_URL.rstrip("/")),
        created_at=at,
        read_at=read_at,
        email=email,
    )
    InboxItem.objects.bulk_create([item], ignore_conflicts=True)
