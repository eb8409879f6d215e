import pytest

from schools.domain import duo
from tests.schools.files import boards_file, new_file, new_line, old_file, old_line


def read(content):
    return duo.read_sites(content, municipality="0518")


@pytest.mark.parametrize(
    "content",
    [
        old_file(old_line(name="École Chère")),
        new_file(new_line(name="École Chère")),
        new_file(new_line(name="École Chère", suffix=False), encoding="utf-8"),
    ],
)
def test_both_shapes_tell_the_same(content):
    [site] = read(content).sites
    assert (site.line, site.code, site.board_number) == (2, "05AB00", "20281")
    assert site.facts == {
        "name": "École Chère",
        "street": "Parkietlaan",
        "house_number": "1",
        "postcode": "2566 XT",
        "city": "Den Haag",
        "denomination": "Openbaar",
        "phone": "0703631369",
        "website": "",
        "municipality": "0518",
    }


def test_other_municipalities_are_not_looked_at():
    found = read(old_file(old_line(), old_line("06CD00", "", municipality="0599", postcode="x")))
    assert (found.read, len(found.rejected)) == (1, 0)


def test_a_lost_leading_zero_of_the_municipality_is_forgiven():
    assert read(old_file(old_line(municipality="518"))).sites[0].facts["municipality"] == "0518"


@pytest.mark.parametrize(
    "broken",
    [
        old_line("06CD00", ""),
        old_line("06CD00", postcode="25XX"),
        old_line("06C!00"),
        old_line("05AB00", "Tweede keer"),
        old_line("06CD00", municipality="Den Haag"),
        "geen;regel",
        '"' + old_line("06CD00"),
        old_line("06CD00", "naam\0nul"),
        old_line("06CD00", "x" * 161),
    ],
)
def test_broken_line_is_rejected_with_its_number_and_stops_nothing(broken):
    found = read(old_file(old_line(), broken, old_line("07EF00")))
    assert [site.code for site in found.sites] == ["05AB00", "07EF00"]
    [rejected] = found.rejected
    assert rejected.line == 3
    assert rejected.reason
    assert found.read == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"PK\x03\x04\x00\xff", b"naam;plaats\nx;y", old_file(),
     old_file(old_line(municipality="0599")), boards_file(("1", "Bestuur", ""))],
)  # fmt: skip
def test_wrong_shape_is_refused(content):
    with pytest.raises(duo.WrongShape):
        read(content)


def test_columns_are_found_by_name_in_any_order():
    reordered = "\n".join(
        ["PLAATSNAAM;POSTCODE;GEMEENTENUMMER;VESTIGINGSNAAM;VESTIGINGSNUMMER;brin  nummer",
         "LOOSDUINEN;2551 AA;0518;De Vlieger;06CD01;06CD"]
    ).encode()  # fmt: skip
    [site] = read(reordered).sites
    assert (site.code, site.facts["city"]) == ("06CD01", "Loosduinen")
    assert "phone" not in site.facts


def test_boards_are_read_by_number():
    boards, rejected = duo.read_boards(
        boards_file(("20281", "Lucas Onderwijs", "27263363"), ("x", "Fout", ""), ("3", "Y", "12"))
    )
    assert boards["20281"] == duo.BoardRow("20281", "Lucas Onderwijs", "27263363")
    assert boards["3"].kvk_number == "00000012"
    assert [row.line for row in rejected] == [3]
