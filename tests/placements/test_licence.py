"""A licence status that planned lessons do not allow is refused at the field, on every road."""

from datetime import date, time

import pytest
from django.urls import reverse

from providers.domain import professionals
from providers.models import Professional, VogRecord
from tests.factories.placements import Place
from tests.people import Cast

pytestmark = pytest.mark.django_db

REFUSAL = "Zeg eerst lessen af of verplaats ze."


@pytest.fixture
def place(cast: Cast) -> Place:
    """Petra has a licence and 24 hours in December, which count for nothing as yet."""
    cast.professional.licence = "licensed"
    cast.professional.save()
    place = Place(cast.school, cast.professional)
    for day in (1, 2, 3, 4, 7, 8):
        place.lesson(date(2026, 12, day), time(8, 30), 240)
    return place


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)


def test_licence_may_become_changes_nothing_itself(place: Place) -> None:
    assert not professionals.licence_may_become(place.professional, "subject_competent")
    assert professionals.licence_may_become(place.professional, "licensed")
    assert Professional.objects.get(pk=place.professional.pk).licence == "licensed"


def test_team_hears_at_the_field_why_the_status_cannot_change(cast: Cast, place: Place) -> None:
    url = reverse("admin:providers_professional_change", args=[place.professional.pk])
    form = cast.client("team").get(url).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, "")}
    data["domains"] = [domain.pk for domain in data["domains"]]
    data["tags"] = data["learning_areas"] = []
    management = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    inlines = [
        f"{prefix}-{key}={value}"
        for prefix in ("vog_records", "availability", "unavailable", "qualifications")
        for key, value in management.items()
    ]
    moves = {"workflow-move-content_type-object_id-TOTAL_FORMS": 0}
    moves["workflow-move-content_type-object_id-INITIAL_FORMS"] = 0
    data |= dict(pair.split("=") for pair in inlines) | moves | {"licence": "subject_competent"}
    answer = cast.client("team").post(url, data)
    assert REFUSAL in answer.content.decode()
    assert Professional.objects.get(pk=place.professional.pk).licence == "licensed"


def test_team_registers_a_certificate_that_it_has_seen(cast: Cast) -> None:
    url = reverse("admin:providers_vogrecord_add")
    late = {
        "professional": cast.professional.pk,
        "issued_on": "2026-01-05",
        "seen_on": "2026-11-20",
    }
    team = cast.client("team")
    assert "hoogstens 6 maanden oud" in team.post(url, late).content.decode()
    assert team.post(url, late | {"issued_on": "2026-10-05"}).status_code == 302
    record = VogRecord.objects.get()
    assert (record.organisation, record.seen_by) == ("Andersom Den Haag", cast.team)
