import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from schools.domain import register
from schools.models import Board, RegisterUpload, School
from tests.factories.accounts import UserFactory
from tests.schools.files import boards_file, new_file, new_line, old_file, old_line

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TWO = (old_line(), old_line("06CD00", "De Vlieger"))


def load(content, boards=b""):
    found = register.load(
        file_name="x.csv", content=content, boards=boards, municipality="0518", by=None, at=AT
    )
    return found.line()


def test_import_is_idempotent():
    assert load(old_file(*TWO)) == (
        "read 2 · new 2 · changed 0 · unchanged 0 · closed 0 · reopened 0 · rejected 0"
    )
    assert load(old_file(*TWO)) == (
        "read 2 · new 0 · changed 0 · unchanged 2 · closed 0 · reopened 0 · rejected 0"
    )


def test_other_shape_of_the_same_schools_changes_nothing():
    load(old_file(*TWO))
    assert load(new_file(new_line(), new_line("06CD00", "De Vlieger"))) == (
        "read 2 · new 0 · changed 0 · unchanged 2 · closed 0 · reopened 0 · rejected 0"
    )


def test_missing_school_closes_and_returns_without_being_deleted():
    load(old_file(*TWO))
    assert load(old_file(old_line())) == (
        "read 1 · new 0 · changed 0 · unchanged 1 · closed 1 · reopened 0 · rejected 0"
    )
    vlieger = School.objects.get(location_code="06CD00")
    assert vlieger.status == "closed"
    assert load(old_file(old_line())).endswith("closed 0 · reopened 0 · rejected 0")
    assert load(old_file(*TWO)) == (
        "read 2 · new 0 · changed 0 · unchanged 1 · closed 0 · reopened 1 · rejected 0"
    )
    vlieger.refresh_from_db()
    assert vlieger.status == "open"
    assert list(Move.objects.of(vlieger).values_list("verb", flat=True)) == ["close", "reopen"]


def test_changed_address_moves_the_school_to_its_new_area():
    load(old_file(old_line()))
    assert load(old_file(old_line(postcode="2512 GW"))).startswith("read 1 · new 0 · changed 1")
    assert School.objects.get().postcode_area_id == "2512"


def test_post_box_is_no_place_of_a_school():
    load(old_file(old_line(postcode="2500 AA")))
    assert School.objects.get().postcode_area is None


def test_same_name_twice_stays_two_schools():
    load(old_file(old_line(), old_line("06CD00")))
    assert School.objects.filter(name="De Zeemeeuw").count() == 2


def test_damaged_line_of_a_known_school_does_not_close_it():
    load(old_file(*TWO))
    assert load(old_file(old_line(), "Zuid-Holland;20281;06CD;06CD00;kapot")) == (
        "read 2 · new 0 · changed 0 · unchanged 1 · closed 0 · reopened 0 · rejected 1"
    )


def test_boards_file_names_boards_later_too():
    load(old_file(old_line()))
    assert str(Board.objects.get()) == "20281"
    names = boards_file(("20281", "Lucas Onderwijs", "27263363"))
    assert load(old_file(old_line()), names).startswith("read 1 · new 0 · changed 1 ·")
    assert load(old_file(old_line()), names).startswith("read 1 · new 0 · changed 0 · unchanged 1")
    assert Board.objects.get().name == "Lucas Onderwijs"


def test_schools_of_other_municipalities_stay_as_they_are():
    register.load(
        file_name="x", content=old_file(old_line(municipality="0599")), boards=b"",
        municipality="0599", by=None, at=AT,
    )  # fmt: skip
    assert load(old_file(old_line("06CD00"))).endswith("closed 0 · reopened 0 · rejected 0")
    assert School.objects.open().count() == 2


def test_import_writes_a_line_in_the_journal():
    line = load(old_file(old_line()))
    assert Move.objects.of(RegisterUpload.objects.get()).get().reason == line


def test_queries_do_not_grow_with_the_file(django_assert_num_queries):
    few = old_file(*(old_line(f"05AB{n:02}") for n in range(2)))
    many = old_file(*(old_line(f"05AB{n:02}") for n in range(60)))
    load(few)
    with django_assert_num_queries(6):
        load(few)
    with django_assert_num_queries(10):
        load(many)
    with django_assert_num_queries(6):
        load(many)


def test_preview_changes_nothing_and_apply_does_what_it_showed():
    team = UserFactory(staff=True)
    upload = register.preview(
        file_name="duo.csv", content=old_file(*TWO), boards=b"", municipality="0518", by=team, at=AT
    )
    assert (School.objects.count(), upload.state) == (0, "preview")
    assert upload.report["new"] == ["05AB00 De Zeemeeuw", "06CD00 De Vlieger"]
    assert register.apply(upload, by=team, at=AT).line() == upload.line
    upload.refresh_from_db()
    assert (School.objects.count(), upload.state, bytes(upload.content)) == (2, "applied", b"")
    with pytest.raises(IllegalMove):
        register.apply(upload, by=team, at=AT)


def test_command_prints_the_report_and_tells_rejected_lines(tmp_path):
    file, out, err = tmp_path / "duo.csv", io.StringIO(), io.StringIO()
    file.write_bytes(old_file(old_line(), old_line("06CD00", "")))
    call_command("import_schools", file, stdout=out, stderr=err)
    assert out.getvalue() == (
        "read 2 · new 1 · changed 0 · unchanged 0 · closed 0 · reopened 0 · rejected 1\n"
    )
    assert err.getvalue().startswith("line 3: ")


def test_command_refuses_the_wrong_shape_and_changes_nothing(tmp_path):
    load(old_file(*TWO))
    file = tmp_path / "leeg.csv"
    file.write_bytes(b"a;b\n1;2\n")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_schools", file)
    assert School.objects.open().count() == 2
