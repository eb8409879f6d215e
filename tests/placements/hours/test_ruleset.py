from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andersom.placements.hours import (
    counts,
    learning_area_rule,
    rule_of_month,
    rule_on,
)
from tests.placements.hours.values import HOURS_22, a_rule

OLD = a_rule(valid_from=date(2020, 8, 1), valid_until=date(2024, 7, 31), limit_minutes=1320)
NEW = a_rule(valid_from=date(2026, 8, 1), limit_minutes=1200)


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(2020, 7, 31), None),
        (date(2020, 8, 1), OLD),
        (date(2024, 7, 31), OLD),
        (date(2024, 8, 1), None),
        (date(2026, 7, 31), None),
        (date(2026, 8, 1), NEW),
        (date(2040, 1, 1), NEW),
    ],
)
def test_rule_on_knows_both_ends_and_the_gap_between(day, rule):
    assert rule_on([NEW, OLD], day) is rule


def test_two_rules_on_one_day_are_a_mistake():
    with pytest.raises(ValueError, match="two rule sets are in force on 2026-09-01"):
        rule_on([NEW, a_rule()], date(2026, 9, 1))


def test_a_month_in_which_rules_change_has_the_strictest():
    loose = a_rule(valid_from=date(2026, 1, 1), valid_until=date(2026, 11, 14))
    strict = a_rule(valid_from=date(2026, 11, 15), limit_minutes=600)
    limits = {
        month: rule_of_month([loose, strict], date(2026, month, 1)).limit_minutes
        for month in (10, 11, 12)
    }
    assert limits == {10: HOURS_22, 11: 600, 12: 600}
    assert rule_of_month([loose, strict], date(2025, 12, 1)) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"valid_until": date(2026, 7, 31)}, "ends after it begins"),
        ({"limit_minutes": -1}, "not negative"),
        ({"warn_percent": 101}, "between 0 and 100"),
        ({"counted": frozenset({"licensed"})}, "a licensed teacher never counts"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        a_rule(**changes)


COUNTS = [
    # licence, counts with teacher, teacher present, counts
    ("licensed", True, False, False),
    ("licensed", False, True, False),
    ("subject_competent", True, False, True),
    ("subject_competent", True, True, True),
    ("subject_competent", False, False, True),
    ("subject_competent", False, True, False),
    ("in_training", True, False, True),
]


@pytest.mark.parametrize(("licence", "with_teacher", "present", "expected"), COUNTS)
def test_counts_follows_the_licence_and_the_teacher(licence, with_teacher, present, expected):
    assert counts(a_rule(counts_with_teacher=with_teacher), licence, present) is expected


def test_counts_leaves_out_a_status_that_the_rule_does_not_name():
    rule = a_rule(counted=frozenset({"subject_competent"}))
    assert counts(rule, "in_training", teacher_present=False) is False


@given(st.sampled_from(["licensed", "in_training", "subject_competent"]), st.booleans())
def test_without_a_rule_only_a_licensed_teacher_does_not_count(licence, present):
    assert counts(None, licence, present) is (licence != "licensed")


def test_learning_areas_are_allowed_unless_the_rule_names_them():
    rule = a_rule(learning_areas={1: "licensed", 3: "warn"})
    assert [learning_area_rule(rule, area) for area in (1, 2, 3, None)] == [
        "licensed",
        "allowed",
        "warn",
        "allowed",
    ]
    assert learning_area_rule(None, 1) == "allowed"
