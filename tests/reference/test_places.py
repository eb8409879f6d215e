import pytest

from andersom.reference.domain.places import pc4_of


@pytest.mark.parametrize(
    ("text", "pc4"),
    [
        ("2512 GW", "2512"),
        (" 2512gw ", "2512"),
        ("2512", "2512"),
        ("0512 GW", ""),
        ("2512 G", ""),
        ("", ""),
        ("251", ""),
    ],
)
def test_pc4_of_reads_what_people_write(text, pc4):
    assert pc4_of(text) == pc4
