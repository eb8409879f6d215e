"""What can wait is not mailed in the summer holiday."""

from datetime import UTC, datetime

import pytest

from andersom.notifications.domain import rest

pytestmark = pytest.mark.django_db

SUMMER = datetime(2027, 7, 20, 9, tzinfo=UTC)
BACK = datetime(2027, 8, 30, 6, tzinfo=UTC)  # eight o'clock here
CHRISTMAS = datetime(2026, 12, 24, 9, tzinfo=UTC)


def test_a_question_waits_for_the_first_school_day():
    assert rest.until("matching.proposal_declined", SUMMER) == BACK


@pytest.mark.parametrize("kind", ["matching.proposal_accepted", "accounts.invitation", "library.x"])
def test_appointments_and_account_mail_never_wait(kind: str):
    assert rest.until(kind, SUMMER) == SUMMER


def test_what_would_come_too_late_does_not_wait():
    kind = "matching.promise_near"
    assert rest.until(kind, SUMMER, not_after=datetime(2027, 7, 25, tzinfo=UTC)) == SUMMER
    assert rest.until(kind, SUMMER, not_after=datetime(2027, 9, 25, tzinfo=UTC)) == BACK


def test_other_holidays_and_school_days_change_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rest.until("matching.promise_near", CHRISTMAS) == CHRISTMAS
    last = datetime(2027, 7, 9, 9, tzinfo=UTC)
    assert rest.until("matching.promise_near", last) == last
