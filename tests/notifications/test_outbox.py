"""Behind Django's mail API: nobody can send past the outbox."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers, send_mail
from django.db import connection
from django.utils import timezone
from structlog.testing import capture_logs

from andersom.notifications.domain import delivery
from andersom.notifications.models import Email
from andersom.notifications.outbox import MOST_AN_HOUR, clean_subject
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_django_mail_is_written_in_the_house_style():
    user = UserFactory(email="noor@example.org")
    text = "Hallo,\n\nTyp deze code.\n\nABC-DEF\n\nKies een wachtwoord:\nhttps://a.nl/x?a=1&b=2\n"
    send_mail("Uw code", text, None, ["Noor <noor@example.org>"])
    email = Email.objects.get()
    assert (email.kind, email.user, email.address) == ("account.mail", user, "noor@example.org")
    assert email.secret
    assert email.text == text
    assert 'class="m-code"' in email.html
    assert ">ABC-DEF</p>" in email.html
    assert 'href="https://a.nl/x?a=1&amp;b=2"' in email.html
    assert ">Kies een wachtwoord</a>" in email.html


def test_plain_text_makes_no_markup():
    send_mail("<b>x</b>", '<script>x</script>\nhttps://a.nl/"><b>', None, ["a@b.nl"])
    html = Email.objects.get().html
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<title>&lt;b&gt;x&lt;/b&gt;</title>" in html


def test_own_html_is_kept_and_each_reader_gets_a_row():
    message = EmailMultiAlternatives("x", "y", to=["a@b.nl"], cc=["c@d.nl"], bcc=["e@f.nl"])
    message.attach_alternative("<p>z</p>", "text/html")
    assert message.send() == 3
    rows = Email.objects.order_by("address").values_list("address", "html")
    assert list(rows) == [("a@b.nl", "<p>z</p>"), ("c@d.nl", "<p>z</p>"), ("e@f.nl", "<p>z</p>")]


def test_kind_and_key_come_from_headers_and_stay_in_the_house(sink):
    for _ in range(2):
        headers = {"X-Kind": "events.hello", "X-Key": "hello:1"}
        EmailMessage("x", "y", to=["a@b.nl"], headers=headers).send()
    email = Email.objects.get()
    assert (email.kind, email.key) == ("events.hello", "hello:1")
    assert delivery.compose(email).message()["X-Key"] is None


@pytest.mark.parametrize("address", ["a@b.nl\nBcc: c@d.nl", "a@b.nl, c@d.nl", "nobody"])
def test_bad_address_is_refused(address):
    with pytest.raises(ValueError, match="address"), capture_logs() as logged:
        send_mail("x", "y", None, [address])
    assert not Email.objects.exists()
    assert [(line["event"], line["kind"]) for line in logged] == [("mail refused", "account.mail")]
    assert address not in str(logged)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_hundred_codes_asked_for_within_a_minute_are_no_more_than_the_limit(sink):
    """By ten who ask at once, which is how a stranger fills a mailbox."""

    def ask(_number: int) -> None:
        try:
            send_mail("Uw code", "Hallo", None, ["Noor@example.org"])
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(ask, range(100)))
    waiting = Email.objects.filter(state="queued").count()
    print(f"triggers=100 limit={MOST_AN_HOUR} queued={waiting}")
    assert waiting == MOST_AN_HOUR
    assert Email.objects.troubled().count() == 100 - MOST_AN_HOUR
    assert delivery.deliver(timezone.now()) == len(sink.messages) == MOST_AN_HOUR


def test_attachment_is_refused():
    message = EmailMessage("x", "y", to=["a@b.nl"])
    message.attach("a.txt", "x", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


def test_outbox_is_the_default_mailer():
    assert type(mailers.default).__name__ == "OutboxBackend"


def test_long_subject_is_cut_on_one_line():
    assert len(clean_subject("x" * 900)) == 250
    assert clean_subject(" a\n\tb\0c ") == "a b c"
