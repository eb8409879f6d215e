"""Boards and schools of the demo city, with their people, groups, week and closed days."""

from datetime import date, time, timedelta
from typing import Any

from andersom.demo.city import texts
from andersom.demo.city.days import Days
from andersom.demo.city.people import INVITED, Town
from andersom.lib.dates import school_year_of
from andersom.reference.models import PostcodeArea
from schools.domain import conditions, groups, labels, members
from schools.domain import days as school_days
from schools.domain import week as school_week
from schools.models import Board, Condition, Member, School

# Of no municipality: an import of The Hague's register then leaves these schools alone.
NO_MUNICIPALITY = "0000"
LEADERS_SCHOOL, BOTH_HATS_SCHOOL, INVITING_SCHOOL = "De Zonnewijzer", "De Duindoorn", "De Zeester"
PUPILS = (24, 27, 22, 29, 25, 26, 28)
SHORT_WEDNESDAY = school_week.Day(time(8, 30), time(12, 30))
ROLE = Member.Role


def build(town: Town, days: Days, years: set[int]) -> dict[str, School]:
    """Schools by name, with groups for these school years."""
    boards = {
        row["number"]: Board.objects.create(number=row["number"], name=row["name"])
        for row in texts.read("schools")["board"]
    }
    rows = texts.read("schools")["school"]
    schools = {row["name"]: _school(row, boards[row["board"]], days) for row in rows}
    for number, row in enumerate(rows):
        school = schools[row["name"]]
        for year in sorted(years):
            groups.add_all(school, year, _groups(row["groups"], number), by=None, at=days.at)
        _week(school, days, number)
        _study_day(school, days, number)
        if "leader" in row:
            Member.objects.create(school=school, user=town[row["leader"]], role=ROLE.LEADER)
            _conditions(school, days, town)
    coordinator = town.account("coordinator")
    Member.objects.create(school=schools[LEADERS_SCHOOL], user=coordinator, role=ROLE.COORDINATOR)
    return schools


def invite_leader(school: School, town: Town, days: Days) -> None:
    """An invitation that waits in the mailbox of the demo."""
    members.invite(
        school,
        email=INVITED.email,
        name=INVITED.name,
        role=ROLE.LEADER,
        by=town.team,
        at=days.at,
    )


def school_years(*found: date) -> set[int]:
    return {school_year_of(day) for day in found}


def _school(row: dict[str, Any], board: Board, days: Days) -> School:
    street, _, number = row["address"].rpartition(" ")
    return School.objects.create(
        location_code=row["code"],
        institution_code=row["code"][:4],
        name=row["name"],
        board=board,
        street=street,
        house_number=number,
        postcode=row["postcode"],
        city="Den Haag",
        postcode_area=PostcodeArea.objects.get(pc4=row["postcode"][:4]),
        municipality=NO_MUNICIPALITY,
        denomination=row["denomination"],
        phone="070 555 01 10",
        website=f"https://{row['code'].lower()}.example",
        covenant_since=days.today - timedelta(days=500),
        created_at=days.at - timedelta(days=400),
    )


def _groups(text: str, number: int) -> list[groups.Row]:
    return [
        groups.Row(label, labels.years_in(label), PUPILS[(number + place) % len(PUPILS)])
        for place, label in enumerate(text.split())
    ]


def _week(school: School, days: Days, number: int) -> None:
    """The default week; every third school is free on Wednesday afternoon."""
    week = dict(school_week.timetable(school_week.USUAL_WEEK))
    if number % 3 == 1:
        week[2] = SHORT_WEDNESDAY
    school_days.set_week(school, week, by=None, at=days.at)


def _study_day(school: School, days: Days, number: int) -> None:
    period = days.ahead(3, 1)
    open_days = days.school_days(period.start, period.end)
    day = open_days[number % len(open_days)]
    reason = "Studiedag van het team"
    school_days.close(school, first_day=day, last_day=day, reason=reason, by=None, at=days.at)


def _conditions(school: School, days: Days, town: Town) -> None:
    """The first conditions are met; the last is still to do."""
    year = days.ahead(0, 1).school_year
    leader = school.members.leaders().select_related("user").get().user
    for condition in list(Condition.objects.active())[:-1]:
        conditions.tick(
            school,
            condition,
            school_year=year,
            on=days.today - timedelta(days=20),
            by=leader,
            at=days.at - timedelta(days=20),
        )
