"""The mails of allauth: in our words, through the outbox."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from andersom.notifications import gallery
from andersom.notifications.models import Email
from tests.factories.accounts import PASSWORD, UserFactory

CONTEXT = {
    "email": "noor@example.org",
    "code": "ABC-DEF",
    "activate_url": "https://a.nl/bevestig/",
    "password_reset_url": "https://a.nl/nieuw/",
    "signup_url": "https://a.nl/aanmelden/",
    "from_email": "oud@example.org",
    "to_email": "nieuw@example.org",
    "deleted_email": "weg@example.org",
    "timestamp": timezone.now(),
    "ip": "192.0.2.7",
    "user_agent": "Browser <x>",
}
MAILS = [
    "account/email/account_already_exists",
    "account/email/email_changed",
    "account/email/email_confirm",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/email_deleted",
    "account/email/login_code",
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_reset_code",
    "account/email/password_reset_key",
    "account/email/password_set",
    "account/email/unknown_account",
    "mfa/email/recovery_codes_generated",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
]


def test_gallery_holds_all_of_them():
    assert sorted(gallery.of_library().values()) == MAILS


@pytest.mark.parametrize("name", MAILS)
def test_mail_is_ours(name, settings):
    subject = render_to_string(f"{name}_subject.txt", CONTEXT).strip()
    text = render_to_string(f"{name}_message.txt", CONTEXT)
    assert 10 < len(subject) < 60
    assert len(subject.splitlines()) == 1
    assert "example.com" not in text
    assert not re.search(r"&\w+;|\{[{%]", text)


@pytest.mark.parametrize("name", ["login_code", "password_reset_code", "email_confirmation"])
def test_code_stands_in_a_paragraph_of_its_own(name):
    text = render_to_string(f"account/email/{name}_message.txt", CONTEXT)
    assert "\n\nABC-DEF\n\n" in text.replace("\n\n\n", "\n\n")


@pytest.mark.django_db
def test_login_code_comes_through_the_outbox(client):
    user = UserFactory(email="noor@example.org")
    client.post("/account/login/code/", {"email": user.email})
    email = Email.objects.get()
    assert (email.kind, email.user, email.state) == ("account.mail", user, "queued")
    assert 'class="m-code"' in email.html
    assert "example.com" not in email.text


@pytest.mark.django_db
def test_changed_password_is_told(client):
    user = UserFactory(email="noor@example.org")
    client.force_login(user)
    new = "een-ander-lang-wachtwoord"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/account/password/change/", data)
    assert Email.objects.count() == 1
