"""What the outbox does not keep: old letters, and everything of somebody who is erased."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from andersom.accounts.models import User
from andersom.notifications.models import Email, InboxItem, Preference, Undeliverable
from andersom.notifications.models.email import lets_in
from andersom.notifications.states import ENDED, EmailState

KEPT = timedelta(days=30)  # the words of a mail; that it was sent stays known
WORDS: dict[str, Any] = {"text": "", "html": ""}
READER: dict[str, Any] = {"user": None, "address": "", "subject": "", "about": "", "last_error": ""}
OPEN = (EmailState.QUEUED, EmailState.HELD, EmailState.FAILED, EmailState.IN_DOUBT)
AT_ONCE = 5000  # rows in one statement


def forget(user: User, addresses: Iterable[str]) -> None:
    """Eraser of `accounts.domain.people`: nothing of hers waits, and no row names her any more."""
    known = [address.lower() for address in addresses]
    hers = Email.objects.filter(Q(user=user) | Q(address__in=known))
    nobody = f"erased-{user.pk}@{settings.ERASED_DOMAIN}"
    hers.update(address=nobody, subject="", text="", html="", about="", last_error="erased")
    Email.objects.filter(address=nobody, state__in=OPEN).update(state=EmailState.CANCELLED)
    InboxItem.objects.filter(user=user).delete()
    Preference.objects.filter(Q(user=user) | Q(address__in=known)).delete()
    Undeliverable.objects.filter(address__in=known).delete()


def forget_words(*, at: datetime) -> int:
    """Throw away the text of mails that left or went wrong long ago; how many.

    Of what lets its reader in the text goes with the end of the mail; if any stayed, it goes here.
    """
    done = Q(created_at__lt=at - KEPT) | Q(lets_in(), state__in=ENDED)
    old = Email.objects.with_reader().filter(done).exclude(**WORDS)
    keys = list(old.values_list("pk", flat=True)[:AT_ONCE])
    return Email.objects.filter(pk__in=keys).update(**WORDS)


def forget_readers(*, at: datetime) -> int:
    """Throw away to whom mails went that ended long ago, and what about; how many.

    What stays is that there was one: its kind, its moments, and its key, or the clock would write
    the same once more. The key may hold the number of an account. What waited or was tried until
    short ago is kept for as long from then.
    """
    limit = at - timedelta(days=settings.MAIL_LOG_DAYS)
    old = Email.objects.with_reader().filter(created_at__lt=limit, not_before__lt=limit)
    left = old.exclude(sent_at__gte=limit)
    keys = list(left.values_list("pk", flat=True)[:AT_ONCE])
    return Email.objects.filter(pk__in=keys).update(**READER, **WORDS)
