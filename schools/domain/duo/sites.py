"""A line of the register becomes a school site, or is rejected with a reason."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from stdnum.nl import brin

from andersom.reference.domain.places import pc4_of

from .reading import UNREADABLE, Line, Table, WrongShape, read_table

# Our field → names of its column: the old shape's first, the new portal's last.
COLUMNS = {
    "institution": ("BRIN NUMMER", "INSTELLINGSCODE"),
    "site": ("VESTIGINGSNUMMER", "VESTIGINGSCODE"),
    "name": ("VESTIGINGSNAAM",),
    "municipality": ("GEMEENTENUMMER",),
    "board_number": ("BEVOEGD GEZAG NUMMER",),
    "street": ("STRAATNAAM",),
    "house_number": ("HUISNUMMER-TOEVOEGING",),
    "postcode": ("POSTCODE",),
    "city": ("PLAATSNAAM",),
    "denomination": ("DENOMINATIE",),
    "phone": ("TELEFOONNUMMER",),
    "website": ("INTERNETADRES",),
}
REQUIRED = ("institution", "site", "name", "municipality", "postcode", "city")
LONGEST = {
    "name": 160,
    "board_number": 10,
    "street": 120,
    "house_number": 20,
    "city": 80,
    "denomination": 80,
    "phone": 20,
    "website": 200,
}
CITY_NAMES = {"'S-GRAVENHAGE": "Den Haag", "S-GRAVENHAGE": "Den Haag", "'S GRAVENHAGE": "Den Haag"}
_SUFFIX = re.compile(r"[0-9]{2}")
_CODE = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")


class _Unusable(Exception):  # noqa: N818
    pass


@dataclass(frozen=True, slots=True)
class Site:
    """A school site as the register tells it; ``facts`` holds what the file has columns for."""

    line: int
    code: str
    facts: dict[str, str]
    board_number: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that is of no use: its number (the header is 1), why, and the line itself."""

    line: int
    reason: str
    text: str = ""


@dataclass(slots=True)
class SiteFile:
    """The lines of one municipality."""

    sites: list[Site] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def read(self) -> int:
        return len(self.sites) + len(self.rejected)


def read_sites(content: bytes, *, municipality: str) -> SiteFile:
    """Sites of a municipality (four digits) in a register file of either shape.

    Lines of other municipalities are not looked at. A line of which the municipality cannot be
    read counts as ours, and is rejected. Raises WrongShape when the file is no register, or has no
    usable line of the municipality at all.
    """
    table = read_table(content, COLUMNS, REQUIRED)
    found = SiteFile()
    seen: dict[str, int] = {}
    for line in table:
        try:
            site = _site(table, line, municipality)
            if site is not None:
                _only_once(site, seen)
                found.sites.append(site)
        except _Unusable as unusable:
            found.rejected.append(Rejected(line.number, str(unusable), line.text))
    if not found.sites:
        raise WrongShape(
            _("the file has no usable school of municipality %(code)s") % {"code": municipality}
        )
    return found


def _site(table: Table, line: Line, municipality: str) -> Site | None:
    if line.cells is None:
        raise _Unusable(
            _("has %(found)s cells where the header has %(wanted)s")
            % {"found": line.found, "wanted": len(table.header)}
        )
    values = {name: table.value(line.cells, name) for name in table.columns}
    where = values["municipality"]
    if not re.fullmatch(r"[0-9]{3,4}", where):
        raise _Unusable(_("“%(value)s” is no municipality code") % {"value": where})
    if where.zfill(4) != municipality:
        return None
    if UNREADABLE in line.text or "\0" in line.text:
        raise _Unusable(_("contains characters that cannot be read"))
    return Site(line.number, _code(values), _facts(values), values.get("board_number", ""))


def _only_once(site: Site, seen: dict[str, int]) -> None:
    first = seen.setdefault(site.code, site.line)
    if first != site.line:
        raise _Unusable(
            _("code %(code)s stands on line %(line)s already") % {"code": site.code, "line": first}
        )


def _code(values: dict[str, str]) -> str:
    """The six characters; the new portal may give only the last two of them."""
    institution, site = values["institution"].upper(), values["site"].upper()
    code = institution + site if _SUFFIX.fullmatch(site) else site
    if not (_CODE.fullmatch(code) and brin.is_valid(code) and code.startswith(institution)):
        raise _Unusable(_("“%(value)s” is no location code") % {"value": f"{institution} {site}"})
    return code


def _facts(values: dict[str, str]) -> dict[str, str]:
    if not values["name"]:
        raise _Unusable(_("has no name"))
    if not pc4_of(values["postcode"]):
        raise _Unusable(_("“%(value)s” is no postcode") % {"value": values["postcode"]})
    for name, longest in LONGEST.items():
        if len(values.get(name, "")) > longest:
            raise _Unusable(
                _("%(column)s is longer than %(longest)s characters")
                % {"column": COLUMNS[name][0], "longest": longest}
            )
    facts = {
        name: value
        for name, value in values.items()
        if name not in {"institution", "site", "board_number", "municipality"}
    }
    return facts | {
        "postcode": _postcode(values["postcode"]),
        "city": _city(values["city"]),
        "municipality": values["municipality"].zfill(4),
    }


def _postcode(text: str) -> str:
    packed = "".join(text.split()).upper()
    return f"{packed[:4]} {packed[4:]}".strip()


def _city(text: str) -> str:
    """The register shouts and uses the official name; people say Den Haag."""
    return CITY_NAMES.get(text.upper(), text.title() if text.isupper() else text)
