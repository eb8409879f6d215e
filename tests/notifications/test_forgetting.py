"""Old letters lose their words, and an erased person leaves nothing in the outbox."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from andersom.accounts.domain import people
from andersom.notifications.domain import (
    delivery,
    forgetting,
    preferences,
    queue,
    send,
    undeliverable,
)
from andersom.notifications.domain.preferences import Choice
from andersom.notifications.kinds import Topic
from andersom.notifications.models import Email, InboxItem, Preference, Undeliverable
from andersom.notifications.states import EmailState, Refusal
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory, InboxItemFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=31)
pytestmark = pytest.mark.django_db


def test_words_of_old_mails_go_once_and_those_that_wait_stay():
    old = EmailFactory(sent=True, not_before=LONG_AGO)
    fresh = EmailFactory(sent=True, not_before=NOW)
    waiting = EmailFactory(held=True, not_before=LONG_AGO)
    assert forgetting.forget_words(at=NOW) == 1
    assert forgetting.forget_words(at=NOW) == 0
    texts = dict(Email.objects.values_list("pk", "text"))
    assert texts == {old.pk: "", fresh.pk: "Hallo", waiting.pk: "Hallo"}


@pytest.mark.parametrize("trait", ["failed", "in_doubt"])
def test_words_of_what_went_wrong_go_after_the_same_month(trait):
    old = EmailFactory(**{trait: True}, not_before=LONG_AGO)
    fresh = EmailFactory(**{trait: True}, not_before=NOW)
    assert forgetting.forget_words(at=NOW) == 1
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.state, old.text, old.html) == (fresh.state, "", "")
    assert fresh.text == "Hallo"


def test_to_whom_a_mail_went_is_forgotten_after_three_months(settings):
    assert settings.MAIL_LOG_DAYS == 90
    months_ago = NOW - timedelta(days=91)
    noor = UserFactory()
    about = {
        "user": noor,
        "address": "noor@example.org",
        "subject": "Noor",
        "about": f"{noor.pk}:x",
    }
    old = EmailFactory(failed=True, not_before=months_ago, last_error="550 noor@", **about)
    younger = EmailFactory(sent=True, not_before=NOW - timedelta(days=89), **about)
    waiting = EmailFactory(held=True, not_before=months_ago, **about)
    assert forgetting.forget_readers(at=NOW) == 1
    assert forgetting.forget_readers(at=NOW) == 0
    for email in (younger, waiting):
        before = email.address, email.subject, email.user
        email.refresh_from_db()
        assert (email.address, email.subject, email.user) == before
    forgotten = Email.objects.filter(pk=old.pk).values().get()
    assert "noor" not in str(forgotten).lower()
    assert forgotten["user_id"] is None
    assert forgotten["about"] == ""
    assert (forgotten["key"], forgotten["state"]) == (old.key, EmailState.FAILED)


def test_what_was_dealt_with_does_not_come_back_when_it_is_forgotten():
    months_ago = NOW - timedelta(days=91)
    again = EmailFactory(failed=True, not_before=months_ago)
    queue.resend(again, by=UserFactory(staff=True), at=NOW)
    EmailFactory(in_doubt=True, not_before=months_ago)
    assert Email.objects.troubled().count() == 1
    assert forgetting.forget_readers(at=NOW) == 2
    assert not Email.objects.troubled().exists()


def test_mail_that_was_held_long_is_kept_as_long_from_when_it_left():
    months_ago = NOW - timedelta(days=91)
    email = EmailFactory(sent=True, not_before=months_ago)
    Email.objects.filter(pk=email.pk).update(sent_at=NOW - timedelta(days=1))
    assert forgetting.forget_readers(at=NOW) == 0


def test_mail_without_a_reader_is_not_written_a_second_time(template):
    """To who has no account: only the key of the old mail knows that it went."""
    kind = template("Subject: Dag\n\nHallo\n", "reminder")
    words = {"to": "noor@example.org", "key": "once:1", "context": {}}
    assert send(kind, **words, at=NOW)
    Email.objects.update(state=EmailState.SENT, sent_at=NOW)
    later = NOW + timedelta(days=91)
    assert forgetting.forget_readers(at=later) == 1
    assert not send(kind, **words, at=later)


def test_team_sees_that_a_mail_went_and_no_more_and_cannot_send_it_again(cast):
    client = cast.client("team")
    months_ago = NOW - timedelta(days=91)
    sent = {"sent": True, "not_before": months_ago, "sent_at": months_ago}
    old = EmailFactory(address="noor@example.org", **sent)
    forgetting.forget_readers(at=NOW)
    page = client.get(reverse("admin:notifications_email_changelist"))
    assert page.status_code == 200
    assert "noor" not in page.content.decode()
    assert client.get(reverse("admin:notifications_email_change", args=[old.pk])).status_code == 200
    with pytest.raises(queue.RefusedError) as refusal:
        queue.resend(Email.objects.get(), by=UserFactory(staff=True), at=NOW)
    assert refusal.value.why == Refusal.WORDS


CODE = {"kind": "account.mail", "text": "code 123", "html": "<p>code 123</p>"}


def test_code_that_did_not_arrive_goes_at_once_and_one_in_doubt_after_a_month():
    EmailFactory(failed=True, not_before=NOW, **CODE)
    doubt = EmailFactory(in_doubt=True, not_before=NOW, **CODE)
    waiting = EmailFactory(not_before=NOW, **CODE)
    assert forgetting.forget_words(at=NOW) == 1
    kept = Email.objects.exclude(text="").values_list("pk", flat=True)
    assert set(kept) == {doubt.pk, waiting.pk}


def test_code_goes_with_the_end_of_its_mail(sink):
    refused, expired, cancelled = (
        EmailFactory(not_before=NOW - timedelta(hours=1), **CODE) for _ in range(3)
    )
    Email.objects.filter(pk=expired.pk).update(not_after=NOW - timedelta(minutes=1))
    queue.cancel(cancelled, by=UserFactory(staff=True), at=NOW)
    sink.replies = {refused.address: "550 no"}
    delivery.deliver(NOW)
    states = Email.objects.values_list("state", flat=True)
    assert sorted(states) == [EmailState.CANCELLED, EmailState.CANCELLED, EmailState.FAILED]
    assert not Email.objects.exclude(text="", html="").exists()


def test_words_of_other_mail_stay_when_it_fails(sink):
    email = EmailFactory(not_before=NOW)
    sink.replies = {email.address: "550 no"}
    delivery.deliver(NOW)
    assert Email.objects.get().text == "Hallo"


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
