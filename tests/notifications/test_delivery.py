"""The sweep against a real SMTP server; nothing here sleeps, time is an argument."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import mailers
from django.db import connection, transaction

from andersom.accounts.domain import people
from andersom.accounts.models import User
from andersom.notifications import kinds, rules
from andersom.notifications.domain import delivery, preferences, send, undeliverable
from andersom.notifications.models import Email
from andersom.notifications.states import EmailState
from andersom.overview.domain.running import waiting_too_long
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory
from tests.notifications.sink import LoggedRelay

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def state(email: Email) -> str:
    return Email.objects.get(pk=email.pk).state


def test_mail_leaves_in_text_and_html_with_its_own_message_id(sink):
    email = EmailFactory(not_before=NOW, subject="Café €5", text="Dag é", html="<p>Dag é</p>")
    assert delivery.deliver(NOW) == 1
    (message,) = sink.messages
    assert message["Subject"] == "Café €5"
    assert message["To"] == email.address
    assert message["Message-ID"] == email.message_id
    assert message["From"] == "Andersom Den Haag <post@andersom.example>"
    assert message.get_body(("plain",)).get_content().strip() == "Dag é"
    assert message.get_body(("html",)).get_content().strip() == "<p>Dag é</p>"
    email.refresh_from_db()
    assert (email.state, email.attempts, email.lease_until) == (EmailState.SENT, 1, None)
    assert NOW <= email.sent_at < NOW + timedelta(seconds=10)


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2026, 11, 24, 20, 59, tzinfo=UTC), {"reminder", "soon over", "question"}),
        (datetime(2026, 11, 24, 21, 0, tzinfo=UTC), {"soon over", "question"}),
        (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), {"soon over", "question"}),
        (datetime(2026, 11, 25, 6, 0, tzinfo=UTC), {"reminder", "question"}),
    ],
)
def test_what_the_clock_wrote_does_not_leave_at_night(sink, moment, sent, monkeypatch):
    """The mail server was away since the morning, and comes back at that moment."""
    clock = kinds.Kind(topic=kinds.Topic.REMINDER)
    monkeypatch.setattr(kinds, "_kinds", {"tests.reminder": clock})
    EmailFactory(kind="tests.reminder", subject="reminder", not_before=NOW)
    ends = datetime(2026, 11, 25, 5, 59, tzinfo=UTC)
    EmailFactory(kind="tests.reminder", subject="soon over", not_before=NOW, not_after=ends)
    EmailFactory(kind="tests.question", subject="question", not_before=NOW)
    delivery.deliver(moment)
    assert {str(mail["Subject"]) for mail in sink.messages} == sent
    assert waiting_too_long(moment) == 0


def test_second_sweep_sends_nothing_again(sink):
    EmailFactory.create_batch(3, not_before=NOW)
    assert delivery.deliver(NOW) == 3
    assert delivery.deliver(NOW) == 0
    assert len(sink.ids) == len(set(sink.ids)) == 3


def test_one_connection_serves_many_mails(sink):
    EmailFactory.create_batch(60, not_before=NOW)
    assert delivery.deliver(NOW) == 60
    assert sink.connections == 1


def test_mail_waits_for_its_moment_and_is_dropped_after_it(sink):
    EmailFactory(not_before=NOW + timedelta(hours=1))
    late = EmailFactory(not_before=NOW - timedelta(hours=6), not_after=NOW - timedelta(minutes=1))
    held = EmailFactory(held=True, not_before=late.not_before, not_after=late.not_after)
    in_time = EmailFactory(
        not_before=NOW - timedelta(hours=6), not_after=NOW + timedelta(minutes=1)
    )
    assert delivery.deliver(NOW) == 1
    assert sink.ids == [in_time.message_id]
    assert state(late) == state(held) == EmailState.CANCELLED


def test_secret_text_is_wiped_when_it_has_left(sink):
    email = EmailFactory(kind="account.mail", not_before=NOW, text="code 123")
    delivery.deliver(NOW)
    email.refresh_from_db()
    assert (email.state, email.text, email.html) == (EmailState.SENT, "", "")
    assert "code 123" in sink.messages[0].get_body(("plain",)).get_content()


def test_refused_for_good_fails_and_for_now_waits_longer_each_time(sink):
    never, later = EmailFactory(not_before=NOW), EmailFactory(not_before=NOW)
    sink.replies = {never.address: "550 unknown user", later.address: "451 try later"}
    at, waits = NOW, []
    for _ in range(rules.MOST_ATTEMPTS):
        delivery.deliver(at)
        later.refresh_from_db()
        waits.append(round((later.not_before - at).total_seconds() / 60))
        at = later.not_before
    never.refresh_from_db()
    assert (never.state, never.attempts) == (EmailState.FAILED, 1)
    assert (later.state, later.attempts) == (EmailState.FAILED, 8)
    assert waits[:7] == [1, 5, 15, 60, 180, 360, 720]
    assert never.last_error == "SMTPRecipientsRefused"


def test_one_poison_mail_among_500_stops_nobody(sink):
    EmailFactory.create_batch(250, not_before=NOW)
    refused = EmailFactory(not_before=NOW)
    unthinkable = EmailFactory(not_before=NOW)
    Email.objects.filter(pk=unthinkable.pk).update(message_id="<no\nid@x>")
    EmailFactory.create_batch(249, not_before=NOW)
    sink.replies = {refused.address: "550 no"}
    assert delivery.deliver(NOW) == 499
    assert state(refused) == state(unthinkable) == EmailState.FAILED
    assert sink.connections == 2  # a new one after the refusal


@pytest.mark.parametrize(("left", "longer"), [(0.9, False), (0.5, True)])
def test_lease_begins_anew_when_a_quarter_of_it_is_over(left, longer):
    """So that a mail that begins late in its batch has time enough."""
    EmailFactory(not_before=NOW)
    (email,) = delivery.claim(NOW, delivery.LEASE * left)
    claimed = email.lease_until
    assert delivery.Sweep(NOW, None, delivery.LEASE).begin(email)
    email.refresh_from_db()
    assert (email.lease_until > claimed) == longer
    assert email.begun_at >= NOW
    assert delivery.mark_sent(email, NOW)


def test_without_a_server_nothing_is_claimed_and_no_attempt_used(sink, settings):
    email = EmailFactory(not_before=NOW)
    settings.MAILERS["delivery"]["OPTIONS"]["port"] = 1
    with pytest.raises(OSError, match="refused"):
        delivery.deliver(NOW)
    email.refresh_from_db()
    assert (email.state, email.attempts) == (EmailState.QUEUED, 0)


def test_silence_after_delivery_is_looked_up_before_any_second_send(relay, settings):
    email, other = EmailFactory.create_batch(2, not_before=NOW)
    honest = settings.MAILERS
    options = {k: v for k, v in honest["delivery"]["OPTIONS"].items() if k != "log"}
    hanging = {"BACKEND": "tests.notifications.sink.Hanging", "OPTIONS": options}
    settings.MAILERS = honest | {"delivery": hanging}
    assert delivery.deliver(NOW) == 0
    assert state(email) == state(other) == EmailState.SENDING
    settings.MAILERS = honest
    assert delivery.deliver(NOW + timedelta(minutes=1)) == 0  # the claim still holds
    delivery.deliver(NOW + timedelta(minutes=3))
    assert state(email) == state(other) == EmailState.SENT
    assert sorted(relay.ids) == sorted([email.message_id, other.message_id])


def claimed(begun: bool, **fields: Any) -> Email:
    at = NOW - timedelta(minutes=10)
    return EmailFactory(
        state=EmailState.SENDING,
        lease_until=at + delivery.LEASE,
        begun_at=at if begun else None,
        attempts=int(begun),
        not_before=at,
        **fields,
    )


def test_stale_claim_that_never_began_is_sent(sink):
    email = claimed(begun=False)
    assert delivery.deliver(NOW) == 1
    assert sink.ids == [email.message_id]


def test_stale_begun_mail_is_in_doubt_when_nobody_can_tell(sink):
    email = claimed(begun=True)
    assert delivery.deliver(NOW) == 0
    assert state(email) == EmailState.IN_DOUBT
    assert sink.ids == []


def test_stale_begun_mail_of_a_harmless_kind_goes_again(sink):
    email = claimed(begun=True, kind="placements.placement_proposed")
    assert delivery.deliver(NOW) == 1
    assert state(email) == EmailState.SENT


def test_mail_that_is_no_longer_true_does_not_leave(sink, monkeypatch):
    still = {"lesson:1": True, "lesson:2": False}
    kind = kinds.Kind(topic=kinds.Topic.REMINDER, holds=still.__getitem__)
    monkeypatch.setattr(kinds, "_kinds", {"tests.reminder": kind})
    true, gone = (
        EmailFactory(kind="tests.reminder", about=about, not_before=NOW) for about in still
    )
    assert delivery.deliver(NOW) == 1
    assert sink.ids == [true.message_id]
    gone.refresh_from_db()
    assert (gone.state, gone.last_error) == (EmailState.CANCELLED, "no longer true")
    assert gone.attempts == 0


def test_mail_that_waits_for_a_closed_account_does_not_leave(sink, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {"tests.news": kinds.Kind(topic=kinds.Topic.NEWS)})
    gone, here = UserFactory(), UserFactory()
    shut = EmailFactory(kind="tests.news", user=gone, not_before=NOW)
    left = EmailFactory(kind="tests.news", user=here, not_before=NOW)
    people.deactivate(gone, by=here)
    assert delivery.deliver(NOW) == 1
    assert sink.ids == [left.message_id]
    shut.refresh_from_db()
    assert (shut.state, shut.last_error) == (EmailState.CANCELLED, "the account is closed")


@pytest.fixture
def reminder(monkeypatch) -> str:
    known = {"tests.reminder": kinds.Kind(topic=kinds.Topic.REMINDER)}
    monkeypatch.setattr(kinds, "_kinds", known)
    return "tests.reminder"


@pytest.mark.parametrize("guest", [False, True])
def test_mail_that_was_claimed_while_its_reader_stopped_it_does_not_leave_later(
    sink, reminder, guest
):
    user = None if guest else UserFactory()
    address = user.email if user else "noor@example.org"
    email = EmailFactory(kind=reminder, user=user, address=address, not_before=NOW)
    batch = delivery.claim(NOW, timedelta(minutes=2))
    sink.replies = {address: "451 try later"}
    with mailers["delivery"] as mailer:
        sweep = delivery.Sweep(NOW, mailer, timedelta(minutes=2))
        assert sweep.begin(batch[0])
        key = preferences.link(email).rstrip("/").rpartition("/")[2]
        preferences.switch(key, mail=False, at=NOW)
        sweep.send(batch[0])
    assert state(email) == EmailState.QUEUED
    sink.replies = {}
    assert delivery.deliver(NOW + timedelta(minutes=5)) == 0
    email.refresh_from_db()
    assert (email.state, email.last_error) == (EmailState.CANCELLED, "not wanted any more")


def moved(user: User, address: str) -> None:
    user.email = address
    user.save()
    EmailAddress.objects.filter(user=user).update(email=address)


def test_mail_that_waited_goes_to_the_address_that_its_reader_has_now(sink, reminder):
    user = UserFactory(email="oud@example.org")
    waited = EmailFactory(kind=reminder, user=user, address=user.email, not_before=NOW)
    about_old = EmailFactory(kind="account.mail", user=user, address=user.email, not_before=NOW)
    moved(user, "nieuw@example.org")
    assert delivery.deliver(NOW) == 2
    assert {str(one["Message-ID"]): str(one["To"]) for one in sink.messages} == {
        waited.message_id: "nieuw@example.org",
        about_old.message_id: "oud@example.org",
    }
    waited.refresh_from_db()
    assert waited.address == "nieuw@example.org"


def test_address_that_is_not_proven_is_not_followed_and_one_that_fails_gets_nothing(sink, reminder):
    user, other = UserFactory(email="oud@example.org"), UserFactory()
    EmailFactory(kind=reminder, user=user, address=user.email, not_before=NOW)
    stuck = EmailFactory(kind=reminder, user=other, address=other.email, not_before=NOW)
    moved(user, "nieuw@example.org")
    EmailAddress.objects.filter(user=user).update(verified=False)
    moved(other, "kapot@example.org")
    undeliverable.flag("kapot@example.org", cause="bounced", said="no", at=NOW)
    assert delivery.deliver(NOW) == 1
    assert [str(one["To"]) for one in sink.messages] == ["oud@example.org"]
    stuck.refresh_from_db()
    assert (stuck.state, stuck.last_error) == (EmailState.CANCELLED, "the address does not work")


@pytest.mark.parametrize("size", [2, 20])
def test_asking_who_reads_takes_as_many_queries_for_more(reminder, size, django_assert_num_queries):
    emails = [EmailFactory(kind=reminder, user=UserFactory()) for _ in range(size)]
    with django_assert_num_queries(4):
        delivery.readdress(emails)
        delivery.unread(emails)


def test_relay_that_cannot_tell_holds_up_nobody(relay, settings, monkeypatch):
    stale, fresh = claimed(begun=True), EmailFactory(not_before=NOW)
    monkeypatch.setattr(LoggedRelay, "lookup", broken_log)
    assert delivery.deliver(NOW) == 1
    assert relay.ids == [fresh.message_id]
    assert state(stale) == EmailState.IN_DOUBT


def broken_log(_relay: object, _message_id: str) -> bool:
    raise OSError("no such file")


def test_stale_begun_mail_that_the_relay_lacks_goes_again_until_it_has_failed(relay):
    email, hopeless = claimed(begun=True), claimed(begun=True)
    Email.objects.filter(pk=hopeless.pk).update(attempts=rules.MOST_ATTEMPTS)
    assert delivery.deliver(NOW) == 1
    assert relay.ids == [email.message_id]
    assert state(hopeless) == EmailState.FAILED


def test_sweep_that_overslept_its_claim_touches_nothing(sink):
    email = EmailFactory(not_before=NOW)
    (mine,) = delivery.claim(NOW, timedelta(minutes=2))
    later = NOW + timedelta(minutes=10)
    delivery.reconcile(later, mailers["delivery"])
    (theirs,) = delivery.claim(later, timedelta(minutes=2))
    sleeper = delivery.Sweep(later, mailers["delivery"], timedelta(minutes=2))
    assert not sleeper.begin(mine)
    assert not delivery.mark_sent(mine, later)
    assert sleeper.begin(theirs)
    assert state(email) == EmailState.SENDING


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_send_everything_once(sink):
    EmailFactory.create_batch(200, not_before=NOW)
    sent: list[int] = []

    def run() -> None:
        sent.append(delivery.deliver(NOW))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == len(sink.ids) == len(set(sink.ids)) == 200


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_locked_row_does_not_hold_up_the_others(sink):
    locked, free = EmailFactory.create_batch(2, not_before=NOW)
    ready, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Email.objects.select_for_update().get(pk=locked.pk)
            ready.set()
            done.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    ready.wait(10)
    assert delivery.deliver(NOW) == 1
    done.set()
    holder.join()
    assert sink.ids == [free.message_id]


DIRTY = [
    "x\nBcc: evil@example.org",
    "x\r\nBcc: evil@example.org",
    "x\r\n\r\nbody",
    "x\rBcc: evil@example.org",
    "x\u2028Bcc: evil@example.org",
    "x\u2029Bcc: y",
    "x\x0bBcc: y",
    "x\x0cBcc: y",
    "x\x85Bcc: y",
    "x\0y",
    "=?utf-8?q?x=0ABcc:_evil?=",
    "%0ABcc: y",
    "x\n\tfolded",
    "\nTo: evil@example.org",
    "x" * 2000,
    "“é” €\u202egnp.exe",
    "Subject: Subject: y",
    '"; DROP TABLE mail; --',
    "<b>x</b>\nX-Evil: 1",
]


def test_dirty_subjects_add_no_header(sink, template):
    kind = template("Subject: {{ name }}\n\nDag {{ name }}\n")
    for number, dirty in enumerate(DIRTY):
        send(kind, to="a@example.org", key=f"{number}", context={"name": dirty}, at=NOW)
    assert delivery.deliver(NOW) == len(sink.messages) == len(DIRTY)
    for message in sink.messages:
        assert message["Bcc"] is None
        assert message["X-Evil"] is None
        assert message.get_all("To") == ["a@example.org"]
        assert len(message.get_all("Subject")) == 1
