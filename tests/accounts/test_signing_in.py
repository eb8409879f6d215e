"""allauth as we set it up: codes, second step, limits, and what strangers may learn."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from andersom.accounts.models import User
from andersom.notifications.models import Email
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db
SIGNUP = {"email": "nieuw@example.org", "name": "Nieuw", "password1": PASSWORD, "terms": "on"}


def log_in(client: Client, user: User, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def code_for(address: str) -> str:
    """The code in the last mail to this address."""
    text = Email.objects.filter(address=address).latest("pk").text
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.M)
    assert found, text
    return found.group(1)


def now_code(at: float | None = None) -> str:
    counter = int(at or time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(TOTP_SECRET, counter))


def test_signup_asks_for_the_code_in_the_mail_and_lands_on_the_start_page(client):
    answer = client.post(reverse("account_signup"), SIGNUP)
    assert answer.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    answer = client.post(answer.url, {"code": code_for("nieuw@example.org")})
    assert answer.url == reverse("overview:home")
    user = User.objects.get(email="nieuw@example.org")
    assert (user.name, user.language) == ("Nieuw", "nl")


def test_signup_needs_consent_and_keeps_what_was_typed(client):
    answer = client.post(reverse("account_signup"), SIGNUP | {"terms": ""})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"terms"}
    assert b'value="Nieuw"' in answer.content


def test_signup_with_a_known_address_looks_the_same_from_outside(client):
    UserFactory(email="bekend@example.org")
    new = client.post(reverse("account_signup"), SIGNUP)
    known = Client().post(reverse("account_signup"), SIGNUP | {"email": "bekend@example.org"})
    assert (new.status_code, new.url) == (known.status_code, known.url)
    assert User.objects.count() == 2


@pytest.mark.parametrize("route", ["account_reset_password", "account_request_login_code"])
def test_reset_and_code_look_the_same_for_known_and_unknown(route):
    user = UserFactory()
    known = Client().post(reverse(route), {"email": user.email})
    unknown = Client().post(reverse(route), {"email": "niemand@example.org"})
    assert known.status_code == unknown.status_code == 302
    assert known.url == unknown.url


def test_login_by_code_signs_in(client):
    user = UserFactory()
    answer = client.post(reverse("account_request_login_code"), {"email": user.email})
    answer = client.post(answer.url, {"code": code_for(user.email)})
    assert answer.url == reverse("overview:home")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_fourth_wrong_login_code_ends_the_attempt(client):
    user = UserFactory()
    confirm = client.post(reverse("account_request_login_code"), {"email": user.email}).url
    for _try in range(3):
        client.post(confirm, {"code": "AAAA-AAAA"})
    answer = client.post(confirm, {"code": code_for(user.email)})
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 302


def test_password_can_be_reset_by_mail(client):
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    text = Email.objects.filter(address=user.email).latest("pk").text
    link = re.search(r"https?://[^/]+(/account/\S+)", text).group(1)
    form = client.get(link, follow=True)
    new = "nog-een-lang-wachtwoord"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_sixth_wrong_password_is_refused_without_being_compared(client):
    user = UserFactory()
    for _try in range(5):
        log_in(client, user, "fout")
    answer = log_in(client, user)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 429}


def test_second_step_is_asked_and_a_code_works_once(client):
    user = UserFactory(second_step=True)
    code = now_code()
    answer = log_in(client, user)
    assert answer.url == reverse("mfa_authenticate")
    answer = client.post(answer.url, {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)
    other = Client()
    log_in(other, user)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" not in other.session


def test_code_is_dead_half_a_minute_later():
    user = UserFactory(second_step=True)
    code = now_code()
    with time_machine.travel(time.time() + 31):
        client = Client()
        log_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" not in client.session


def test_secret_of_second_step_is_not_readable_in_the_database(settings):
    user = UserFactory(second_step=True)
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert TOTP_SECRET not in stored
    settings.MFA_KEYS = ["a-newer-key", *settings.MFA_KEYS]
    assert totp.decrypt(stored) == TOTP_SECRET


def test_staff_without_second_step_are_sent_to_set_it_up(cast: Cast):
    client = cast.client("team_without_mfa")
    for route in ["admin:index", "accounts:profile", "overview:home"]:
        assert client.get(reverse(route)).url == reverse("mfa_activate_totp")


def test_admin_login_hands_over_to_allauth(client):
    answer = client.post("/beheer/login/", {"username": "x@example.org", "password": "x"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_deactivated_person_is_out_with_the_next_request(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get(reverse("accounts:profile")).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_deactivated_person_cannot_sign_in(client):
    answer = log_in(client, UserFactory(deactivated=True))
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 302}


@pytest.mark.parametrize(("staff", "minutes"), [(False, 60), (True, 30)])
def test_silence_ends_the_session(client, staff, minutes):
    user = UserFactory(staff=True, second_step=True) if staff else UserFactory()
    with time_machine.travel("2027-01-11 09:00Z", tick=False) as clock:
        client.force_login(user)
        client.get(reverse("accounts:profile"))
        clock.shift(timedelta(minutes=minutes))
        assert client.get(reverse("accounts:profile")).status_code == 200
        clock.shift(timedelta(minutes=minutes, seconds=1))
        assert client.get(reverse("accounts:profile")).status_code == 302


def test_sessions_of_other_devices_can_be_ended(client):
    user = UserFactory()
    laptop = Client()
    for browser in (client, laptop):
        log_in(browser, user)
        browser.get(reverse("accounts:profile"))
    client.post(reverse("usersessions_list"))
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert laptop.get(reverse("accounts:profile")).status_code == 302


def test_changing_the_password_tells_by_mail(client):
    user = UserFactory()
    log_in(client, user)
    new = "een-ander-lang-wachtwoord"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), data)
    assert Email.objects.filter(address=user.email).count() == 1


def test_language_follows_the_person(client):
    user = UserFactory(language="en")
    client.force_login(user)
    assert client.get(reverse("accounts:profile")).headers["Content-Language"] == "en"
    client.post(reverse("set_language"), {"language": "nl", "next": "/"})
    user.refresh_from_db()
    assert user.language == "nl"
    assert client.get(reverse("accounts:profile")).headers["Content-Language"] == "nl"
