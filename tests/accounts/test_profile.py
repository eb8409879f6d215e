import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from andersom.accounts.domain import people
from andersom.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_person_changes_her_name_and_language(client):
    user = UserFactory()
    client.force_login(user)
    answer = client.post(reverse("accounts:profile"), {"name": "Anders", "language": "en"})
    assert answer.url == reverse("accounts:profile")
    user.refresh_from_db()
    assert (user.name, user.language) == ("Anders", "en")


def test_empty_name_is_refused_and_changes_nothing(client):
    user = UserFactory(name="Mens")
    client.force_login(user)
    answer = client.post(reverse("accounts:profile"), {"name": "", "language": "xx"})
    assert answer.context["form"].errors.keys() == {"name", "language"}
    user.refresh_from_db()
    assert user.name == "Mens"


def test_export_holds_own_data_and_nobody_elses(client):
    user = UserFactory(second_step=True)
    other = UserFactory()
    client.force_login(user)
    answer = client.get(reverse("accounts:export"))
    person = answer.json()["person"]
    assert person["email"] == user.email
    assert person["second_steps"] == ["totp"]
    assert other.email not in answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_wish_to_be_deleted_can_be_made_and_taken_back(client):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("accounts:ask_deletion"))
    user.refresh_from_db()
    first = user.deletion_asked_at
    assert first is not None
    people.ask_deletion(user, at=timezone.now())
    assert user.deletion_asked_at == first
    client.post(reverse("accounts:keep"))
    user.refresh_from_db()
    assert user.deletion_asked_at is None


def test_erase_leaves_nobody_recognisable():
    user = UserFactory(name="Herkenbaar", email="herkenbaar@example.org", second_step=True)
    people.erase(user, by=UserFactory())
    row = User.objects.values().get(pk=user.pk)
    assert "herkenbaar" not in str(row).lower()
    assert not row["is_active"]
    assert not EmailAddress.objects.filter(user=user).exists()
    assert not Authenticator.objects.filter(user=user).exists()


def test_deactivate_ends_open_sessions(client):
    user = UserFactory()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.get(reverse("accounts:profile"))
    people.deactivate(user, by=UserFactory())
    people.reactivate(user, by=UserFactory())
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_hat_is_changed_and_remembered(cast: Cast):
    cast.school.members.create(user=cast.owner, role="coordinator")
    client: Client = cast.client("owner")
    client.post(reverse("accounts:wear"), {"hat": f"school:{cast.school.pk}"})
    assert client.get(reverse("accounts:profile")).context["hat"].kind == "school"
    client.post(reverse("accounts:wear"), {"hat": f"school:{cast.other_school.pk}"})
    assert client.get(reverse("accounts:profile")).context["hat"].object_id == cast.school.pk


def test_get_changes_no_hat(cast: Cast):
    assert cast.client("owner").get(reverse("accounts:wear")).status_code == 405
