import pytest

from providers.domain import spelling


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("muziek", "muziek", 0),
        ("muzeik", "muziek", 1),  # swapped neighbours
        ("musiek", "muziek", 1),
        ("muzik", "muziek", 1),
        ("", "dans", 4),
        ("judo", "yoga", 4),
    ],
)
def test_slips_counts_what_a_hand_does(one: str, other: str, expected: int) -> None:
    assert spelling.slips(one, other) == expected
    assert spelling.slips(other, one) == expected


def test_plain_leaves_out_accents_and_capitals() -> None:
    assert spelling.plain("Poëzie") == "poezie"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("muzeik", "muziek"), ("tonel", "toneel"), ("judoo", "judo"), ("xyzzyq", None), ("dns", None)],
)
def test_meant_forgives_a_little(word: str, expected: str | None) -> None:
    assert spelling.meant(word, ["dans", "judo", "muziek", "toneel"]) == expected
