"""Small register files in both shapes, as DUO writes them."""

OLD_HEADER = (
    "PROVINCIE;BEVOEGD GEZAG NUMMER;BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;STRAATNAAM;"
    "HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;"
    "TELEFOONNUMMER;INTERNETADRES"
)
NEW_HEADER = (
    '"INSTELLINGSCODE","VESTIGINGSCODE","VESTIGINGSNAAM","STRAATNAAM","HUISNUMMER-TOEVOEGING",'
    '"POSTCODE","PLAATSNAAM","GEMEENTENUMMER","DENOMINATIE","TELEFOONNUMMER","INTERNETADRES",'
    '"BEVOEGD GEZAG NUMMER"'
)


def old_line(
    code="05AB00", name="De Zeemeeuw", *, municipality="0518", postcode="2566 XT", board="20281"
):
    return (
        f"Zuid-Holland;{board};{code[:4]};{code};{name};Parkietlaan;1;{postcode};'S-GRAVENHAGE;"
        f"{municipality};S GRAVENHAGE;Openbaar;0703631369; "
    )


def new_line(
    code="05AB00",
    name="De Zeemeeuw",
    *,
    municipality="0518",
    postcode="2566XT",
    suffix=True,
    board="20281",
):
    site = code[4:] if suffix else code
    cells = [code[:4], site, name, "Parkietlaan", "1", postcode, "'S-GRAVENHAGE", municipality,
             "Openbaar", "0703631369", " ", board]  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells)


def old_file(*lines, encoding="windows-1252"):
    return "\r\n".join([OLD_HEADER, *lines, ""]).encode(encoding)


def new_file(*lines, encoding="utf-8-sig"):
    return "\n".join([NEW_HEADER, *lines, ""]).encode(encoding)


def boards_file(*rows, encoding="utf-8-sig"):
    header = '"BEVOEGD GEZAG NUMMER","BEVOEGD GEZAG NAAM","KVK-NUMMER"'
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    return "\n".join([header, *lines]).encode(encoding)
