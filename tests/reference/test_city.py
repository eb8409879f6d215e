import pytest

from andersom.lib import geo
from andersom.reference.domain import city
from andersom.reference.models import District, Domain, LearningArea, PostcodeArea, SubjectTag

pytestmark = pytest.mark.django_db


def test_city_is_there_after_the_migrations():
    assert District.objects.count() == 8
    assert PostcodeArea.objects.visitable().count() == 61
    assert LearningArea.objects.count() == 9
    assert Domain.objects.count() == 6
    assert not Domain.objects.filter(tags=None).exists()


def test_post_boxes_are_no_visiting_address():
    boxes = PostcodeArea.objects.filter(post_box=True).values_list("pc4", flat=True)
    assert list(boxes) == ["2490", *(str(pc4) for pc4 in range(2500, 2510))]


def test_every_visitable_area_has_a_district_and_its_centre_in_metres():
    for area in PostcodeArea.objects.visitable().select_related("district"):
        assert area.district is not None
        assert (area.x, area.y, area.z) == geo.position(area.latitude, area.longitude)


def test_filling_again_adds_and_overwrites_nothing():
    Domain.objects.filter(slug="kunst-cultuur").update(name="Kunst")
    before = SubjectTag.objects.count()
    city.fill(_model)
    assert Domain.objects.get(slug="kunst-cultuur").name == "Kunst"
    assert SubjectTag.objects.count() == before


def _model(name: str):
    from django.apps import apps

    return apps.get_model("reference", name)
