from datetime import date

import pytest

from providers.domain import vog
from providers.domain.vog import Policy, Seen, State
from tests.factories.providers import ProfessionalFactory

POLICY = Policy(max_age_months=6, renewal_months=36, soon_days=60)
SEEN = Seen(issued_on=date(2026, 1, 15), seen_on=date(2026, 2, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_later_keeps_to_the_calendar(day: date, months: int, expected: date) -> None:
    assert vog.months_later(day, months) == expected


@pytest.mark.parametrize(
    ("seen_on", "expected"),
    [(date(2026, 1, 15), True), (date(2026, 7, 15), True), (date(2026, 7, 16), False)],
)
def test_seen_in_time_allows_six_months_to_the_day(seen_on: date, expected: bool) -> None:
    assert vog.seen_in_time(Seen(date(2026, 1, 15), seen_on), POLICY) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), State.NOT_VALID),  # seen tomorrow
        (date(2026, 2, 1), State.VALID),
        (date(2028, 11, 15), State.VALID),
        (date(2028, 11, 16), State.RENEW_SOON),
        (date(2029, 1, 15), State.RENEW_SOON),
        (date(2029, 1, 16), State.NOT_VALID),
    ],
)
def test_state_follows_the_lesson_date(day: date, expected: State) -> None:
    assert vog.state_on(day, [SEEN], POLICY) == expected


def test_state_without_a_record_is_not_valid() -> None:
    assert vog.state_on(date(2026, 3, 1), [], POLICY) == State.NOT_VALID


def test_best_record_counts() -> None:
    old = Seen(date(2020, 1, 1), date(2020, 1, 1))
    assert vog.state_on(date(2026, 3, 1), [old, SEEN], POLICY) == State.VALID


def test_without_renewal_it_does_not_end() -> None:
    assert vog.state_on(date(2099, 1, 1), [SEEN], Policy(6, None, 60)) == State.VALID


@pytest.mark.django_db
def test_register_refuses_an_old_certificate() -> None:
    professional = ProfessionalFactory()
    with pytest.raises(vog.SeenTooLate):
        vog.register(
            professional,
            issued_on=date(2026, 1, 1),
            seen_on=date(2026, 7, 2),
            organisation="Klankrijk",
            by=None,
        )
    assert professional.vog_records.count() == 0


@pytest.mark.django_db
def test_register_keeps_one_record_of_one_look() -> None:
    professional = ProfessionalFactory()
    look = {"issued_on": date(2026, 1, 1), "seen_on": date(2026, 2, 1), "organisation": "Klankrijk"}
    vog.register(professional, **look, by=None)
    with pytest.raises(vog.SeenBefore):
        vog.register(professional, **look, by=None)
    assert professional.vog_records.count() == 1
