"""Addresses that do not work: who reports them, and what then stays in the house."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from django.core.checks import run_checks
from django.urls import reverse

from andersom.notifications import kinds
from andersom.notifications.domain import delivery, undeliverable
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.models import Undeliverable
from andersom.notifications.states import EmailState
from tests.factories.accounts import UserFactory
from tests.factories.notifications import EmailFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
POSTMARK = "anymail.webhooks.postmark.PostmarkTrackingWebhookView"
BOUNCE = {
    "RecordType": "Bounce",
    "ID": 42,
    "Type": "HardBounce",
    "TypeCode": 1,
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Description": "The server was unable to deliver your message",
    "Details": "smtp;550 5.1.1 no such user",
    "Email": "Noor@Example.org",
    "BouncedAt": "2026-11-24T09:00:00Z",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings, client):
    """A mail provider that knows the secret."""
    settings.MAIL_WEBHOOK = POSTMARK
    settings.ANYMAIL = {"WEBHOOK_SECRET": "post:geheim"}

    def report(body: object, login: str = "post:geheim"):
        return client.post(
            reverse("notifications:returned"),
            body if isinstance(body, str) else json.dumps(body),
            content_type="application/json",
            headers={"authorization": "Basic " + b64encode(login.encode()).decode()},
        )

    return report


def test_bounce_flags_the_address(provider):
    assert provider(BOUNCE).status_code == 200
    row = Undeliverable.objects.get()
    assert (row.address, row.cause, row.times) == ("noor@example.org", "bounced", 1)
    assert "550" in row.said


def test_complaint_is_told_apart(provider):
    provider(BOUNCE | {"Type": "SpamComplaint", "RecordType": "SpamComplaint"})
    assert Undeliverable.objects.get().cause == "complained"


def test_delivery_flags_nobody(provider):
    delivered = {
        "RecordType": "Delivery",
        "MessageID": BOUNCE["MessageID"],
        "Recipient": "noor@example.org",
        "DeliveredAt": "2026-11-24T09:00:00Z",
    }
    assert provider(delivered).status_code == 200
    assert not Undeliverable.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "{}", "null", '{"Email": 5}'])
def test_report_that_is_none_gets_400_or_flags_nobody(provider, body):
    assert provider(body).status_code in {200, 400}
    assert not Undeliverable.objects.exists()


@pytest.mark.parametrize(
    "address", [f"{'x' * 300}@example.org", "a@b.nl\nBcc: c@d.nl", "a@b.nl, c@d.nl", "nobody"]
)
def test_report_about_what_is_no_address_is_taken_and_flags_nobody(provider, address):
    assert provider(BOUNCE | {"Email": address}).status_code == 200
    assert not Undeliverable.objects.exists()


def test_wrong_secret_is_refused(provider):
    assert provider(BOUNCE, login="post:geraden").status_code == 400
    assert not Undeliverable.objects.exists()


def test_without_a_provider_the_address_does_not_exist(client, settings):
    settings.MAIL_WEBHOOK = ""
    assert client.post(reverse("notifications:returned")).status_code == 404


def test_without_a_secret_nobody_may_report(provider, settings):
    """The check says so before the start; this holds even when nobody looked at it."""
    settings.ANYMAIL = {}
    assert provider(BOUNCE).status_code == 404
    assert not Undeliverable.objects.exists()


def test_installation_without_a_secret_is_an_error(settings):
    settings.MAIL_WEBHOOK, settings.ANYMAIL = POSTMARK, {}
    assert "notifications.E001" in [message.id for message in run_checks()]
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}
    assert "notifications.E001" not in [message.id for message in run_checks()]


def test_second_report_counts_and_a_cleared_address_is_flagged_again():
    row = undeliverable.flag("A@example.org", cause="bounced", said="550", at=NOW)
    row = undeliverable.flag("a@example.org", cause="bounced", said="550\nagain", at=NOW)
    assert (row.times, row.said) == (2, "550 again")
    undeliverable.clear(row, by=UserFactory(), at=NOW)
    assert undeliverable.among(["a@example.org"]) == set()
    later = NOW + timedelta(days=1)
    row = undeliverable.flag("a@example.org", cause="complained", said="", at=later)
    assert (row.times, row.since, row.cleared_at) == (3, later, None)


def test_mail_to_a_flagged_address_stays_but_a_code_is_tried(sink, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {"tests.reminder": Kind(topic=Topic.REMINDER)})
    undeliverable.flag("noor@example.org", cause="bounced", said="550", at=NOW)
    stays = EmailFactory(kind="tests.reminder", address="Noor@example.org", not_before=NOW)
    code = EmailFactory(kind="account.login_code", address="noor@example.org", not_before=NOW)
    assert delivery.deliver(NOW) == 1
    stays.refresh_from_db()
    assert sink.ids == [code.message_id]
    assert (stays.state, stays.last_error) == (EmailState.CANCELLED, "the address does not work")


def test_address_that_the_mail_server_refuses_for_good_is_flagged(sink):
    sink.replies = {"noor@example.org": "550 5.1.1 no such user"}
    EmailFactory(address="noor@example.org", not_before=NOW)
    delivery.deliver(NOW)
    row = Undeliverable.objects.get()
    assert (row.address, row.cause) == ("noor@example.org", "bounced")
    assert row.said.startswith("550")


def test_reader_sees_that_her_mail_comes_back(client):
    user = UserFactory(email="noor@example.org")
    undeliverable.flag(user.email, cause="bounced", said="550", at=NOW)
    client.force_login(user)
    assert "komt terug" in client.get(reverse("notifications:preferences")).content.decode()


def test_team_clears_an_address_in_the_admin(cast):
    row = undeliverable.flag("noor@example.org", cause="bounced", said="550", at=NOW)
    url = reverse("admin:notifications_undeliverable_changelist")
    cast.client("team").post(url, {"action": "clear", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.cleared_at
    assert row.cleared_by
