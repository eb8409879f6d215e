import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from andersom.reference.domain import holiday_file
from andersom.reference.models import Holiday

pytestmark = pytest.mark.django_db


def answer(*vacations, year="\n   2026 - 2027 \n"):
    return json.dumps([{"content": [{"schoolyear": year, "vacations": list(vacations)}]}]).encode()


def vacation(name="\n  Herfstvakantie \n", compulsory="false", region="midden", first="2026-10-17",
             last="2026-10-25"):  # fmt: skip
    spans = [{"region": region, "startdate": f"{first}T22:00:00.000Z", "enddate": last}]
    return {"type": name, "compulsorydates": compulsory, "regions": spans}


def test_first_ten_characters_are_the_date():
    assert str(holiday_file.load(answer(vacation()))) == (
        "read 1 · new 1 · changed 0 · unchanged 0 · rejected 0"
    )
    row = Holiday.objects.get()
    assert (row.name, row.first_day, row.last_day) == (
        "Herfstvakantie", date(2026, 10, 17), date(2026, 10, 25),
    )  # fmt: skip
    assert (row.region, row.kind, row.advisory) == ("midden", "school", True)


def test_second_run_changes_nothing_and_a_moved_date_changes_one_row():
    holiday_file.load(answer(vacation()))
    assert str(holiday_file.load(answer(vacation()))) == (
        "read 1 · new 0 · changed 0 · unchanged 1 · rejected 0"
    )
    report = holiday_file.load(answer(vacation(first="2026-10-18")))
    assert (report.changed, Holiday.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("told", "advisory"),
    [("true", False), (True, False), ("\n true ", False), ("false", True), (False, True),
     (None, True)],
)  # fmt: skip
def test_compulsory_dates_may_be_text_or_boolean(told, advisory):
    holiday_file.load(answer(vacation(compulsory=told)))
    assert Holiday.objects.get().advisory is advisory


@pytest.mark.parametrize(
    ("region", "count"),
    [("midden", 1), (" Heel Nederland ", 1), ("noord", 0), ("zuid", 0)],
)
def test_only_our_region_and_the_whole_country_are_read(region, count):
    assert holiday_file.load(answer(vacation(region=region))).read == count


def test_broken_vacation_is_reported_and_the_rest_goes_on():
    report = holiday_file.load(
        answer(vacation(last="2026-01-01"), vacation(name="", first="x"), {"type": "?"},
               vacation(name="Kerstvakantie", first="2026-12-19", last="2027-01-03"))
    )  # fmt: skip
    assert (report.new, len(report.rejected)) == (1, 3)
    assert report.rejected[0] == (
        "2026 - 2027, Herfstvakantie", "ends (2026-01-01) before it starts (2026-10-17)",
    )  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"[1]", b"\xff\xfe", b'{"content": 3}'])
def test_wrong_shape_is_refused(content):
    with pytest.raises(holiday_file.WrongShape):
        holiday_file.load(content)


def test_command_reports_and_refuses(tmp_path):
    file = tmp_path / "vakanties.json"
    file.write_bytes(answer(vacation()))
    out = io.StringIO()
    call_command("import_school_holidays", file, stdout=out)
    assert out.getvalue() == "read 1 · new 1 · changed 0 · unchanged 0 · rejected 0\n"
    file.write_text("geen json")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_school_holidays", file)
    with pytest.raises(CommandError, match="cannot read"):
        call_command("import_school_holidays", tmp_path / "weg.json")
