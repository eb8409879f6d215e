"""Old letters lose their words, and an erased person leaves nothing in the outbox."""

from datetime import UTC, datetime, timedelta

import pytest

from andersom.accounts.domain import people
from andersom.notifications.domain import forgetting, preferences, undeliverable
from andersom.notifications.domain.preferences import Choice
from andersom.notifications.kinds import Topic
from andersom.notifications.models import Email, InboxItem, Preference, Undeliverable
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory, InboxItemFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=31)
pytestmark = pytest.mark.django_db


def test_words_of_old_mails_go_once_and_those_that_wait_stay():
    old = EmailFactory(sent=True, not_before=LONG_AGO)
    fresh = EmailFactory(sent=True, not_before=NOW)
    waiting = EmailFactory(failed=True, not_before=LONG_AGO)
    assert forgetting.forget_words(at=NOW) == 1
    assert forgetting.forget_words(at=NOW) == 0
    texts = dict(Email.objects.values_list("pk", "text"))
    assert texts == {old.pk: "", fresh.pk: "Hallo", waiting.pk: "Hallo"}


def test_erased_person_leaves_nothing_behind():
    user, other = UserFactory(email="marker@example.org"), UserFactory()
    waiting = EmailFactory(user=user, address=user.email, subject="marker")
    to_address = EmailFactory(address="marker@example.org", sent=True, text="marker")
    told = "SMTPDataError 550 <marker@example.org> unknown"
    failed = EmailFactory(user=user, address=user.email, failed=True, last_error=told)
    kept = EmailFactory(user=other, address=other.email)
    InboxItemFactory(user=user)
    preferences.choose(user, {Topic.REMINDER: Choice(mail=False)})
    undeliverable.flag(user.email, cause="bounced", said="550 marker@example.org", at=NOW)
    people.erase(user, by=other)
    waiting.refresh_from_db()
    to_address.refresh_from_db()
    failed.refresh_from_db()
    assert waiting.state == failed.state == EmailState.CANCELLED
    assert to_address.state == EmailState.SENT
    assert "marker" not in str([*Email.objects.values(), *Undeliverable.objects.values()])
    assert not InboxItem.objects.filter(user=user).exists()
    assert not Preference.objects.exists()
    assert Email.objects.get(pk=kept.pk).address == other.email
