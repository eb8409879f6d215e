import pytest

from tests.factories.placements import Place
from tests.people import Cast


@pytest.fixture
def place(cast: Cast) -> Place:
    """School De Zeemeeuw with groups 7A and 7B, and Petra with an agreed placement for 7A."""
    return Place(school=cast.school, professional=cast.professional)
