import calendar
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andersom.lib import dates

# Each instant in UTC, and the month, the day and the clock on the wall in Amsterdam.
WALL = [
    # The first and the last minute of each month of 2027, with the zone's offset of that day.
    ("2026-12-31T23:00", "2027-01", "2027-01-01 00:00"),
    ("2027-01-31T22:59", "2027-01", "2027-01-31 23:59"),
    ("2027-01-31T23:00", "2027-02", "2027-02-01 00:00"),
    ("2027-02-28T22:59", "2027-02", "2027-02-28 23:59"),
    ("2027-02-28T23:00", "2027-03", "2027-03-01 00:00"),
    ("2027-03-31T21:59", "2027-03", "2027-03-31 23:59"),
    ("2027-03-31T22:00", "2027-04", "2027-04-01 00:00"),
    ("2027-04-30T21:59", "2027-04", "2027-04-30 23:59"),
    ("2027-04-30T22:00", "2027-05", "2027-05-01 00:00"),
    ("2027-05-31T21:59", "2027-05", "2027-05-31 23:59"),
    ("2027-05-31T22:00", "2027-06", "2027-06-01 00:00"),
    ("2027-06-30T21:59", "2027-06", "2027-06-30 23:59"),
    ("2027-06-30T22:00", "2027-07", "2027-07-01 00:00"),
    ("2027-07-31T21:59", "2027-07", "2027-07-31 23:59"),
    ("2027-07-31T22:00", "2027-08", "2027-08-01 00:00"),
    ("2027-08-31T21:59", "2027-08", "2027-08-31 23:59"),
    ("2027-08-31T22:00", "2027-09", "2027-09-01 00:00"),
    ("2027-09-30T21:59", "2027-09", "2027-09-30 23:59"),
    ("2027-09-30T22:00", "2027-10", "2027-10-01 00:00"),
    ("2027-10-31T22:59", "2027-10", "2027-10-31 23:59"),
    ("2027-10-31T23:00", "2027-11", "2027-11-01 00:00"),
    ("2027-11-30T22:59", "2027-11", "2027-11-30 23:59"),
    ("2027-11-30T23:00", "2027-12", "2027-12-01 00:00"),
    ("2027-12-31T22:59", "2027-12", "2027-12-31 23:59"),
    # Around the turn of the year.
    ("2026-12-31T22:30", "2026-12", "2026-12-31 23:30"),
    ("2026-12-31T23:30", "2027-01", "2027-01-01 00:30"),
    ("2027-12-31T23:30", "2028-01", "2028-01-01 00:30"),
    # Leap days, and the day that is none.
    ("2028-02-28T23:00", "2028-02", "2028-02-29 00:00"),
    ("2028-02-29T11:00", "2028-02", "2028-02-29 12:00"),
    ("2028-02-29T22:59", "2028-02", "2028-02-29 23:59"),
    ("2028-02-29T23:00", "2028-03", "2028-03-01 00:00"),
    # Spring night of 2027: 02:00 becomes 03:00.
    ("2027-03-28T00:59", "2027-03", "2027-03-28 01:59"),
    ("2027-03-28T01:00", "2027-03", "2027-03-28 03:00"),
    ("2027-03-28T01:30", "2027-03", "2027-03-28 03:30"),
    # Autumn night of 2026: 03:00 becomes 02:00.
    ("2026-10-24T22:00", "2026-10", "2026-10-25 00:00"),
    ("2026-10-25T00:30", "2026-10", "2026-10-25 02:30"),
    ("2026-10-25T01:30", "2026-10", "2026-10-25 02:30"),
    ("2026-10-25T02:00", "2026-10", "2026-10-25 03:00"),
    ("2026-10-25T22:59", "2026-10", "2026-10-25 23:59"),
    # The autumn night of 2027 is the last of its month: the next midnight is a month later.
    ("2027-10-30T22:00", "2027-10", "2027-10-31 00:00"),
    ("2027-10-31T01:00", "2027-10", "2027-10-31 02:00"),
    ("2027-10-31T22:00", "2027-10", "2027-10-31 23:00"),
    # Spring nights fall on another day each year.
    ("2030-03-31T01:00", "2030-03", "2030-03-31 03:00"),
    ("2029-03-25T01:00", "2029-03", "2029-03-25 03:00"),
]

# Wall clock times of one day, and the minutes that truly pass between them.
LASTS = [
    ("2026-11-24", "08:30", "10:00", 90),
    ("2026-10-25", "01:30", "03:30", 180),
    ("2026-10-25", "00:00", "23:59", 1499),
    ("2026-10-25", "08:30", "14:15", 345),
    ("2027-03-28", "01:30", "03:30", 60),
    ("2027-03-28", "00:00", "23:59", 1379),
    ("2027-03-29", "08:30", "14:15", 345),
    ("2028-02-29", "12:30", "14:15", 105),
]

FIRST, LAST = datetime(2026, 1, 1), datetime(2031, 12, 31, 23, 59)  # noqa: DTZ001

moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
school_days = st.dates(date(2026, 1, 1), date(2031, 12, 31))


def plain_summer(moment):
    """Summer time without a zone database: last Sunday of March to that of October, 01:00 UTC."""

    def last_sunday(month):
        weeks = calendar.monthcalendar(moment.year, month)
        return max(week[calendar.SUNDAY] for week in weeks)

    begins = datetime(moment.year, 3, last_sunday(3), 1, tzinfo=UTC)
    ends = datetime(moment.year, 10, last_sunday(10), 1, tzinfo=UTC)
    return begins <= moment < ends


def plain_wall(moment):
    return moment + timedelta(hours=2 if plain_summer(moment) else 1)


def test_the_table_of_fixed_cases_is_long_enough():
    assert len({utc for utc, _, _ in WALL}) >= 40


@pytest.mark.parametrize(("utc", "month", "wall"), WALL)
def test_local_month_of_fixed_instants(utc, month, wall):
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert dates.local_month(moment) == date.fromisoformat(f"{month}-01")
    assert dates.local_date(moment) == date.fromisoformat(wall[:10])
    assert moment.astimezone(dates.ZONE).strftime("%Y-%m-%d %H:%M") == wall


@pytest.mark.parametrize(("utc", "wall"), [(utc, wall) for utc, _, wall in WALL])
def test_instant_leads_back_to_the_same_wall_clock(utc, wall):
    day, clock = date.fromisoformat(wall[:10]), time.fromisoformat(wall[11:])
    back = {dates.instant(day, clock), dates.instant(day, clock.replace(fold=1))}
    assert datetime.fromisoformat(utc).replace(tzinfo=UTC) in back


@pytest.mark.parametrize(("day", "start", "end", "minutes"), LASTS)
def test_minutes_between_instants_truly_pass(day, start, end, minutes):
    begin, finish = (
        dates.instant(date.fromisoformat(day), time.fromisoformat(at)) for at in (start, end)
    )
    assert finish - begin == timedelta(minutes=minutes)


@settings(max_examples=1000)
@given(moments)
def test_local_month_agrees_with_a_plain_oracle(moment):
    wall = plain_wall(moment)
    assert dates.local_date(moment) == wall.date()
    assert dates.local_month(moment) == wall.date().replace(day=1)


@settings(max_examples=1000)
@given(moments, st.integers(-720, 720))
def test_month_does_not_depend_on_the_zone_it_is_written_in(moment, offset):
    elsewhere = moment.astimezone(timezone(timedelta(minutes=offset)))
    assert dates.local_month(elsewhere) == dates.local_month(moment)


@given(moments)
def test_month_bounds_hold_the_instants_of_their_month(moment):
    begin, end = dates.month_bounds(dates.local_month(moment))
    assert begin <= moment < end


def test_the_hour_that_is_skipped_lies_after_the_skip():
    skipped = dates.instant(date(2027, 3, 28), time(2, 30))
    assert skipped == dates.instant(date(2027, 3, 28), time(3, 30))


def test_the_hour_that_is_twice_means_the_first():
    first, second = (dates.instant(date(2026, 10, 25), time(2, 30, fold=fold)) for fold in (0, 1))
    assert (second - first) == timedelta(hours=1)


def test_a_time_without_zone_is_no_instant():
    naive = datetime(2026, 11, 24, 8, 30)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="needs a time zone"):
        dates.local_month(naive)
    with pytest.raises(ValueError, match="no time zone"):
        dates.instant(date(2026, 11, 24), time(8, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-07-31", 2025), ("2026-08-01", 2026), ("2026-12-31", 2026), ("2027-01-01", 2026)],
)
def test_school_year_starts_on_the_first_of_august(day, year):
    assert dates.school_year_of(date.fromisoformat(day)) == year


@given(school_days)
def test_every_day_lies_in_the_period_of_its_school_year(day):
    first, last = dates.school_year_period(dates.school_year_of(day))
    assert first <= day <= last
    assert dates.school_year_label(first.year) == f"{first.year}-{last.year}"


@given(school_days)
def test_months_walks_from_first_to_last(day):
    month = dates.month_of(day)
    assert month <= day <= dates.last_day(month) < dates.next_month(month)
    assert list(dates.months(day, dates.next_month(month))) == [month, dates.next_month(month)]
    assert dates.last_day(month).day == calendar.monthrange(day.year, day.month)[1]


def test_months_of_a_period_that_ends_before_it_starts_is_empty():
    assert list(dates.months(date(2027, 2, 1), date(2027, 1, 31))) == []


def test_days_includes_both_ends():
    walked = list(dates.days(date(2028, 2, 28), date(2028, 3, 1)))
    assert walked == [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-12-31", (2026, 53)), ("2027-01-01", (2026, 53)), ("2027-01-04", (2027, 1))],
)
def test_iso_week_around_the_turn_of_the_year(day, week):
    assert dates.iso_week(date.fromisoformat(day)) == week
    assert dates.iso_week_label(date.fromisoformat(day)) == f"{week[0]}-W{week[1]:02}"


@given(school_days)
def test_week_start_is_the_monday_of_the_same_iso_week(day):
    monday = dates.week_start(day)
    assert monday.weekday() == 0
    assert dates.iso_week(monday) == dates.iso_week(day)


def test_dagdeel_bits_are_the_ten_of_the_week():
    bits = [dates.dagdeel_bit(weekday, half) for weekday in range(5) for half in (0, 1)]
    assert bits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert sum(bits) == dates.ALL_DAGDELEN


@pytest.mark.parametrize(("weekday", "half"), [(5, 0), (-1, 0), (0, 2)])
def test_dagdeel_bit_knows_no_saturday(weekday, half):
    with pytest.raises(ValueError, match="no dagdeel"):
        dates.dagdeel_bit(weekday, half)


@given(st.integers(0, dates.ALL_DAGDELEN))
def test_dagdelen_in_unfolds_and_folds_back(mask):
    assert sum(dates.dagdeel_bit(*dagdeel) for dagdeel in dates.dagdelen_in(mask)) == mask


@given(st.integers(0, 1439))
def test_clock_is_the_inverse_of_minute_of_day(minute):
    assert dates.minute_of_day(dates.clock(minute)) == minute
