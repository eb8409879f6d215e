from datetime import UTC, datetime

import pytest

from andersom.notifications import kinds
from andersom.notifications.domain import delivery, preferences, queue, undeliverable
from andersom.notifications.domain.preferences import Choice
from andersom.notifications.models import Email, InboxItem
from andersom.notifications.models.email import TOO_MANY
from andersom.notifications.states import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory, InboxItemFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_held_mail_stays_until_it_is_released(sink):
    email, tess = EmailFactory(not_before=NOW), UserFactory(staff=True)
    queue.hold(email, by=tess, at=NOW)
    assert delivery.deliver(NOW) == 0
    queue.release(email, by=tess, at=NOW)
    assert delivery.deliver(NOW) == 1


def test_sent_mail_goes_again_as_a_new_letter(sink):
    email, tess = EmailFactory(not_before=NOW), UserFactory(staff=True)
    delivery.deliver(NOW)
    first = Email.objects.get().message_id
    new = queue.resend(email, by=tess, at=NOW)
    assert delivery.deliver(NOW) == 1
    assert len(sink.ids) == len(set(sink.ids)) == 2
    assert sink.ids == [first, new.message_id]
    email.refresh_from_db()
    assert (email.state, email.message_id) == ("sent", first)
    assert email.sent_at is not None
    assert new.key == f"{email.key}~again:1"


def test_what_went_again_and_is_not_true_any_more_leaves_the_first_alone(sink, monkeypatch):
    """The reader has the first mail, and keeps the line about it on her page."""
    true = {"lesson:1": True}
    kind = kinds.Kind(topic=kinds.Topic.REMINDER, holds=true.__getitem__)
    monkeypatch.setattr(kinds, "_kinds", {"tests.reminder": kind})
    email = EmailFactory(kind="tests.reminder", about="lesson:1", not_before=NOW)
    InboxItemFactory(email=email)
    delivery.deliver(NOW)
    new = queue.resend(email, by=UserFactory(staff=True), at=NOW)
    true["lesson:1"] = False
    assert delivery.deliver(NOW) == 0
    new.refresh_from_db()
    email.refresh_from_db()
    assert (new.state, email.state) == ("cancelled", "sent")
    assert InboxItem.objects.get().email == email


def test_each_repetition_has_a_key_of_its_own_however_long_the_first():
    tess = UserFactory(staff=True)
    email = EmailFactory(sent=True, key="x" * 200)
    queue.resend(email, by=tess, at=NOW)
    second = queue.resend(email, by=tess, at=NOW)
    Email.objects.filter(pk=second.pk).update(state="cancelled")
    third = queue.resend(second, by=tess, at=NOW)
    assert third.key == "x" * 160 + "~again:3"
    assert Email.objects.count() == 4


def test_failed_mail_that_went_again_needs_no_look_any_more():
    failed, other = EmailFactory.create_batch(2, failed=True)
    queue.resend(failed, by=UserFactory(staff=True), at=NOW)
    failed.refresh_from_db()
    assert (failed.state, failed.last_error) == ("failed", "sent again; 550 no")
    assert list(Email.objects.troubled()) == [other]


def refusal(email):
    with pytest.raises(queue.RefusedError) as refused:
        queue.resend(email, by=UserFactory(staff=True), at=NOW)
    assert Email.objects.count() == 1
    return refused.value.why


def unknown(_about):
    raise LookupError


@pytest.mark.parametrize(
    ("holds", "why"), [(lambda _: False, Refusal.UNTRUE), (unknown, Refusal.UNTOLD)]
)
def test_what_is_perhaps_not_true_does_not_go_again(monkeypatch, holds, why):
    kind = kinds.Kind(topic=kinds.Topic.REMINDER, holds=holds)
    monkeypatch.setattr(kinds, "_kinds", {"tests.reminder": kind})
    assert refusal(EmailFactory(sent=True, kind="tests.reminder", about="lesson:1")) == why


def test_what_nobody_wants_or_reads_does_not_go_again(monkeypatch):
    reminder = kinds.Kind(topic=kinds.Topic.REMINDER)
    monkeypatch.setattr(kinds, "_kinds", {"tests.reminder": reminder})
    user = UserFactory()
    email = EmailFactory(sent=True, kind="tests.reminder", user=user, address=user.email)
    preferences.choose(user, {kinds.Topic.REMINDER: Choice(mail=False)})
    assert refusal(email) == Refusal.UNWANTED
    preferences.choose(user, {kinds.Topic.REMINDER: Choice()})
    undeliverable.flag(user.email, cause="bounced", said="no", at=NOW)
    assert refusal(email) == Refusal.BROKEN


def test_what_came_on_top_of_too_many_is_for_the_team_to_look_at():
    """Nobody held it, so nobody would ever release it; what a person holds is hers to know."""
    flood = EmailFactory(held=True, last_error=TOO_MANY)
    by_somebody = EmailFactory()
    queue.hold(by_somebody, by=UserFactory(staff=True), at=NOW)
    assert list(Email.objects.troubled()) == [flood]
    queue.release(flood, by=UserFactory(staff=True), at=NOW)
    queue.hold(flood, by=UserFactory(staff=True), at=NOW)
    assert not Email.objects.troubled().exists()


@pytest.mark.parametrize(
    ("trait", "verb", "state"),
    [
        ("held", "cancel", "cancelled"),
        ("failed", "resend", "failed"),
        ("in_doubt", "resend", "in_doubt"),
        ("in_doubt", "cancel", "cancelled"),
    ],
)
def test_verb_moves(trait, verb, state):
    email = EmailFactory(**{trait: True})
    getattr(queue, verb)(email, by=UserFactory(staff=True), at=NOW)
    assert Email.objects.get(pk=email.pk).state == state
    assert Email.objects.filter(state="queued").count() == (verb == "resend")


@pytest.mark.parametrize(
    ("trait", "verb"),
    [("sent", "hold"), ("sent", "cancel"), ("failed", "release"), ("held", "resend")],
)
def test_verb_is_refused(trait, verb):
    email = EmailFactory(**{trait: True})
    before = email.state
    with pytest.raises(queue.RefusedError):
        getattr(queue, verb)(email, by=UserFactory(staff=True), at=NOW)
    assert Email.objects.get().state == before


def test_wiped_mail_cannot_go_again():
    email = EmailFactory(sent=True, kind="account.mail")
    Email.objects.update(text="", html="")  # since somebody opened its page
    assert refusal(email) == Refusal.WORDS
