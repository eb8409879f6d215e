"""What somebody can take along."""

import pytest

from andersom.notifications.models import Preference
from andersom.overview.domain import own_data
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_choices_about_mail_are_hers_and_those_made_at_her_address() -> None:
    Preference.objects.create(address="noor@example.org", topic="reminder", by_mail=False)
    Preference.objects.create(address="anna@example.org", topic="news", by_mail=False)
    noor = UserFactory(email="noor@example.org")
    Preference.objects.create(user=noor, topic="digest", rhythm="daily")
    found = [(each["topic"], each["by_mail"]) for each in own_data.mail_choices(noor)]
    assert found == [("digest", True), ("reminder", False)]
