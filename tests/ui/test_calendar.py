from datetime import date

from andersom.ui import calendar, steps
from andersom.ui.calendar import Item

TODAY = date(2026, 11, 23)


def test_month_has_whole_school_weeks():
    month = calendar.month(TODAY, {}, today=TODAY)
    assert month.columns == 5
    assert month.days[0].date == date(2026, 11, 2)
    assert month.days[-1].date == date(2026, 12, 4)
    assert month.is_empty


def test_month_shows_the_weekend_only_when_something_is_there():
    saturday = date(2026, 11, 28)
    month = calendar.month(TODAY, {saturday: [Item("Feest")]}, today=TODAY)
    assert month.columns == 7
    assert [day.date for day in month.days if day.items] == [saturday]


def test_month_leaves_the_days_of_its_neighbours_empty():
    month = calendar.month(TODAY, {date(2026, 12, 1): [Item("Dans")]}, today=TODAY)
    assert [day.items for day in month.days if not day.in_month] == [()] * 4


def test_month_knows_today_and_why_a_day_is_closed():
    month = calendar.month(TODAY, {}, today=TODAY, closed={date(2026, 11, 17): "Studiedag"})
    assert [day.date for day in month.days if day.is_today] == [TODAY]
    assert [day.closed for day in month.days if day.closed] == ["Studiedag"]


def test_month_turns_the_year():
    month = calendar.month(date(2026, 12, 5), {}, today=TODAY)
    assert (month.previous, month.next) == (date(2026, 11, 1), date(2027, 1, 1))


def test_form_steps_link_back_but_not_to_where_one_is():
    made = steps.form_steps(["Wat", "Waarom", "Klaar"], 2, ["/1", "/2"])
    assert [(step.state, step.url) for step in made] == [
        ("done", "/1"),
        ("current", ""),
        ("todo", ""),
    ]
