import pytest

from andersom.matching.domain import places
from providers.domain.places import Place, Several, find
from schools.models import School
from tests import people

pytestmark = pytest.mark.django_db


def test_catalogue_finds_an_open_school_by_the_beginning_of_its_name(cast: people.Cast) -> None:
    assert places.schools_called("de zee") == [Place("De Zeemeeuw", cast.school.postcode_area_id)]
    assert find("de zee") == cast.school.postcode_area


def test_closed_school_and_two_letters_find_nothing(cast: people.Cast) -> None:
    School.objects.filter(pk=cast.school.pk).update(status=School.Status.CLOSED)
    assert places.schools_called("de zee") == []
    assert places.schools_called("de") == []


def test_two_schools_in_different_places_are_offered(cast: people.Cast) -> None:
    School.objects.filter(pk=cast.other_school.pk).update(name="De Zandbank", postcode_area="2511")
    with pytest.raises(Several):
        find("De Z")
