import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.domain import groups, labels

YEARS = st.integers(1, 8)


@pytest.mark.parametrize(
    ("label", "years"),
    [
        ("5A", {5}),
        ("5/6B", {5, 6}),
        ("groep 7", {7}),
        ("Groep 1/2 a", {1, 2}),
        ("6-8", {6, 7, 8}),
        ("3 t/m 5", {3, 4, 5}),
        ("6+7+8", {6, 7, 8}),
        ("Plusgroep", set()),
        ("9", set()),
        ("56", set()),
        ("", set()),
    ],
)
def test_years_in_reads_the_names_that_schools_use(label, years):
    assert labels.years_in(label) == labels.mask_of(years)


@given(st.lists(YEARS, min_size=1, max_size=4), st.sampled_from(["", "A", " b", "-rood"]))
def test_years_in_finds_every_year_of_a_combination(years, letter):
    label = "/".join(map(str, years)) + letter
    assert labels.years_in(label) == labels.mask_of(set(years))


@given(st.text(max_size=30))
def test_years_in_takes_any_text(text):
    assert 0 <= labels.years_in(text) <= 255


@given(st.text(max_size=200))
def test_pasting_any_text_gives_usable_rows_or_errors(text):
    pasted = groups.read(text, existing=())
    for row in pasted.rows:
        assert 1 <= row.years <= 255
        assert 1 <= row.pupils <= 60
        assert 0 < len(row.label) <= 20
    names = [row.label.casefold() for row in pasted.rows]
    assert len(names) == len(set(names))


def test_pasted_list_tells_rows_known_names_and_errors_by_line():
    pasted = groups.read(
        "Groep;Leerlingen\n5A;26\n\n5/6B\t27\nPlusgroep;14;5-8\n7A\nPlus;3\n8A;veel\n5a;20",
        existing=["7a"],
    )
    assert [(row.label, row.years, row.pupils) for row in pasted.rows] == [
        ("5A", 16, 26), ("5/6B", 48, 27), ("Plusgroep", 240, 14),
    ]  # fmt: skip
    assert pasted.known == ["7A", "5a"]
    assert [line for line, _text in pasted.errors] == [7, 8]
