"""Whatever road a change takes, a row of history tells it, and nobody edits that row."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from providers.models import Professional
from tests import people
from tests.people import Cast

pytestmark = pytest.mark.django_db

MANY = 100
ProfessionalEvent = apps.get_model("providers", "ProfessionalEvent")
ProviderEvent = apps.get_model("providers", "ProviderEvent")
UserEvent = apps.get_model("accounts", "UserEvent")


def test_bulk_update_and_raw_sql_leave_a_row_each(cast: Cast) -> None:
    area = people.postcode_area("2566")
    rows = [
        Professional(provider=cast.provider, name=f"P{number}", postcode_area=area)
        for number in range(MANY)
    ]
    before = ProfessionalEvent.objects.count()
    made = [each.pk for each in Professional.objects.bulk_create(rows)]
    Professional.objects.filter(pk__in=made).update(weekly_capacity=60)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE providers_professional SET active = false WHERE id = ANY(%s)", [made]
        )
    assert ProfessionalEvent.objects.count() - before == 3 * MANY


def test_history_says_who_did_it(cast: Cast) -> None:
    client = cast.client("owner")
    client.post(
        reverse("providers:profile_edit"),
        {
            "name": "Klankrijk",
            "summary": "Nieuw in één zin.",
            "email": "post@klankrijk.example",
            "phone": "0702345678",
            "postcode_area": "2566",
        },
    )
    last = ProviderEvent.objects.filter(pgh_label="update").latest("pgh_id")
    assert last.summary == "Nieuw in één zin."
    assert last.pgh_context.metadata["user"] == cast.owner.pk


def test_history_cannot_be_rewritten(cast: Cast) -> None:
    event = ProfessionalEvent.objects.latest("pgh_id")
    for act in (
        lambda: ProfessionalEvent.objects.filter(pk=event.pk).update(name="Iemand anders"),
        lambda: ProfessionalEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_secrets_are_not_copied(cast: Cast) -> None:
    assert not {"password", "last_login"} & {field.name for field in UserEvent._meta.fields}
