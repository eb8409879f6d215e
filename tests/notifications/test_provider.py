"""Delivery by the API of a mail provider, against a server that answers as theirs does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from andersom.notifications.domain import delivery
from andersom.notifications.models import Email, Undeliverable
from andersom.notifications.states import EmailState
from tests.factories.notifications import EmailFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TAKEN = (200, {"messageId": "<1@provider.example>"})
pytestmark = pytest.mark.django_db


class Provider(ThreadingHTTPServer):
    """Gives the answers in their order, and the last one for ever; keeps what it was asked."""

    answers: list[tuple[int, Any]]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked = [TAKEN], []
        self.url = f"http://127.0.0.1:{self.server_port}/v3/"


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        answers = self.server.answers
        status, content = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    server = Provider()
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.ANYMAIL = {"BREVO_API_KEY": "geheim", "BREVO_API_URL": server.url}
    backend = {"BACKEND": "anymail.backends.brevo.EmailBackend"}
    settings.MAILERS = settings.MAILERS | {"delivery": backend}
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_mail_leaves_with_its_own_message_id_and_headers(provider):
    email = EmailFactory(kind="events.hello", not_before=NOW, html="<p>Dag</p>")
    assert delivery.deliver(NOW) == 1
    (asked,) = provider.asked
    assert asked["to"] == [{"email": email.address}]
    assert (asked["subject"], asked["htmlContent"]) == ("Dag", "<p>Dag</p>")
    assert asked["headers"]["Message-ID"] == email.message_id
    assert asked["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("status", "state", "attempts"),
    [
        (400, EmailState.FAILED, 1),
        (422, EmailState.FAILED, 1),
        (402, EmailState.QUEUED, 1),
        (429, EmailState.QUEUED, 1),
        (500, EmailState.SENDING, 1),  # perhaps it took the mail first: the claim has to end
    ],
)
def test_answer_about_one_mail_says_what_becomes_of_it(provider, status, state, attempts):
    provider.answers = [(status, {"message": "no <reader@example.org>"}), TAKEN]
    refused, other = EmailFactory.create_batch(2, not_before=NOW)
    assert delivery.deliver(NOW) == 1
    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == (state, attempts)
    assert refused.last_error == f"AnymailRequestsAPIError {status}"
    assert Email.objects.get(pk=other.pk).state == EmailState.SENT


@pytest.mark.parametrize("how", ["key", "connection"])
def test_without_a_provider_no_attempt_is_used_and_the_rest_waits(provider, settings, how):
    """As with a mail server that is away: nothing left, and the next look begins anew."""
    provider.answers = [(401, {"message": "Key not found"})]
    if how == "connection":
        settings.ANYMAIL = settings.ANYMAIL | {"BREVO_API_URL": "http://127.0.0.1:1/"}
    EmailFactory.create_batch(3, not_before=NOW)
    with pytest.raises(ConnectionError):
        delivery.deliver(NOW)
    assert set(Email.objects.values_list("state", "attempts")) == {("queued", 0)}
    provider.answers = [TAKEN]
    settings.ANYMAIL = settings.ANYMAIL | {"BREVO_API_URL": provider.url}
    assert delivery.deliver(NOW + timedelta(minutes=1)) == 3


def test_address_that_the_provider_refuses_is_flagged(provider, settings):
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "geheim", "POSTMARK_API_URL": provider.url}
    backend = {"BACKEND": "anymail.backends.postmark.EmailBackend"}
    settings.MAILERS = settings.MAILERS | {"delivery": backend}
    told = (
        "You tried to send to recipient(s) that have been marked as inactive. Found inactive "
        "addresses: noor@example.org. Inactive recipients are ones that have generated a hard "
        "bounce, a spam complaint, or a manual suppression."
    )
    provider.answers = [(422, {"ErrorCode": 406, "Message": told})]
    email = EmailFactory(address="noor@example.org", not_before=NOW)
    delivery.deliver(NOW)
    email.refresh_from_db()
    assert (email.state, email.last_error) == (EmailState.FAILED, "AnymailRecipientsRefused")
    assert Undeliverable.objects.get().address == "noor@example.org"
