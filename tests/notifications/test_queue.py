from datetime import UTC, datetime

import pytest

from andersom.notifications.domain import delivery, queue
from andersom.notifications.models import TOO_MANY, Email
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory

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
    queue.resend(email, by=tess, at=NOW)
    assert delivery.deliver(NOW) == 1
    assert len(sink.ids) == len(set(sink.ids)) == 2
    assert sink.ids[0] == first


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
        ("failed", "resend", "queued"),
        ("in_doubt", "resend", "queued"),
        ("in_doubt", "cancel", "cancelled"),
    ],
)
def test_verb_moves(trait, verb, state):
    email = EmailFactory(**{trait: True})
    getattr(queue, verb)(email, by=UserFactory(staff=True), at=NOW)
    assert Email.objects.get().state == state


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
    with pytest.raises(queue.RefusedError):
        queue.resend(email, by=UserFactory(staff=True), at=NOW)
