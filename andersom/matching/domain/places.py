"""How the catalogue of providers finds a school by name: only here are both known."""

from providers.domain.places import Place
from schools.models import School

MOST = 5


def schools_called(words: str) -> list[Place]:
    """Open schools with these words in their name, at most a handful, those that begin so first."""
    if len(words) < 3:
        return []
    found = School.objects.open().filter(postcode_area__isnull=False)
    begins = found.filter(name__istartswith=words)[:MOST]
    rows = list(begins) or list(found.filter(name__icontains=words)[:MOST])
    return [Place(school.name, school.postcode_area_id or "") for school in rows]
