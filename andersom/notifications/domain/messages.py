"""Telling somebody something: a mail in the outbox, and a line on her page with messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from andersom.accounts.models import User
from andersom.notifications import outbox, texts
from andersom.notifications.models import Email, InboxItem, Preference


@transaction.atomic
def send(
    kind: str,
    *,
    to: User | str,
    key: str,
    context: Mapping[str, Any],
    at: datetime,
    link: str = "",
    language: str | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> bool:
    """Write the mail of this kind, in the transaction of the caller; delivery comes after commit.

    ``kind`` "<app>.<name>" names the template ``emails/<app>/<name>.md`` that ``context`` fills.
    ``key`` is unique in the whole system: the same key again changes nothing and gives False.
    A user also gets a line on her page with messages, which leads to ``link``, a path of ours.
    It is dropped when it could not leave before ``not_after``. Raises ValueError for an address
    that is none, and LookupError for a variable that the context lacks.
    """
    user = to if isinstance(to, User) else None
    address = user.email if user else str(to)
    known = InboxItem if user else Email
    if known.objects.filter(key=key).exists():
        return False
    language = language or (user.language if user else settings.LANGUAGE_CODE)
    words = texts.render(kind, context, language=language)
    email, new = None, True
    if user is None or wants_mail(user, kind):
        draft = outbox.Draft(
            kind=kind,
            key=key,
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
        note(user, kind=kind, key=key, words=words, link=link, email=email, at=at)
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
        email=email,
    )
    InboxItem.objects.bulk_create([item], ignore_conflicts=True)


def wants_mail(user: User, kind: str) -> bool:
    """Whether the user gets this kind by mail: active, and not switched off."""
    return (
        user.is_active
        and not Preference.objects.filter(user=user, kind=kind, by_mail=False).exists()
    )
