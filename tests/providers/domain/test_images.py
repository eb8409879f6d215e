"""A corpus of good and bad uploads: twelve are accepted, nothing ever breaks."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from PIL import Image

from providers.domain import images
from tests.factories.providers import picture


def exif_with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Geheime camera"
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[2] = (52.0, 4.0, 30.0)
    return exif.tobytes()


def png_head(width: int, height: int) -> bytes:
    """A PNG that says it is huge and is only a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    body = zlib.compress(b"\0" * 1000)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", body), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", b"\0" * 100_000)
    return out.getvalue()


def moving(kind: str) -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GOOD = {
    "jpeg": picture("JPEG"),
    "jpeg progressive": picture("JPEG", progressive=True),
    "jpeg grey": picture("JPEG", mode="L"),
    "jpeg cmyk": picture("JPEG", mode="CMYK"),
    "jpeg with gps": picture("JPEG", exif=exif_with_gps()),
    "jpeg with trailing zeros": picture("JPEG") + b"\0" * 100,
    "png": picture("PNG"),
    "png transparent": picture("PNG", mode="RGBA"),
    "png palette": picture("PNG", mode="P"),
    "png one bit": picture("PNG", mode="1"),
    "webp": picture("WEBP"),
    "webp transparent": picture("WEBP", mode="RGBA"),
}
BAD = {
    "nothing": (b"", "empty"),
    "one byte": (b"x", "not_image"),
    "text": (b"hallo" * 100, "not_image"),
    "svg": (SVG, "not_image"),
    "svg with declaration": (b'<?xml version="1.0"?>' + SVG, "not_image"),
    "html": (b"<html><body>hoi</body></html>", "not_image"),
    "pdf": (b"%PDF-1.7\n%%EOF", "not_image"),
    "zip": (zipped(), "not_image"),
    "gif": (picture("GIF"), "not_image"),
    "bmp": (picture("BMP"), "not_image"),
    "tiff": (picture("TIFF"), "not_image"),
    "ico": (picture("ICO", size=(32, 32)), "not_image"),
    "moving gif": (moving("GIF"), "not_image"),
    "moving webp": (moving("WEBP"), "animated"),
    "moving png": (moving("PNG"), "animated"),
    "php behind jpeg": (picture() + b"<?php system($_GET[0]); ?>", "two_in_one"),
    "php in a comment": (picture("JPEG", comment=b"<?php 1 ?>"), "two_in_one"),
    "script behind png": (picture("PNG") + b"<SCRIPT>alert(1)</SCRIPT>", "two_in_one"),
    "svg behind webp": (picture("WEBP") + SVG, "two_in_one"),
    "pdf behind jpeg": (picture() + b"%PDF-1.7 ...", "two_in_one"),
    "zip behind jpeg": (picture() + zipped(), "two_in_one"),
    "zip behind png": (picture("PNG") + zipped(), "two_in_one"),
    "bomb of 2.5 thousand million pixels": (png_head(50_000, 50_000), "too_many_pixels"),
    "just over 25 million pixels": (png_head(5001, 5000), "too_many_pixels"),
    "cut off jpeg": (picture(size=(400, 400))[:700], "damaged"),
    "cut off png": (picture("PNG", size=(400, 400))[:300], "damaged"),
    "cut off webp": (picture("WEBP", size=(400, 400))[:60], "not_image"),
    "head of a jpeg only": (b"\xff\xd8\xff\xe0", "not_image"),
    "head of a png only": (b"\x89PNG\r\n\x1a\n", "not_image"),
    "png of nothing": (png_head(0, 0), "not_image"),
    "png with false pixels": (png_head(3000, 3000), "damaged"),
    "too big": (b"\xff\xd8\xff" + b"\0" * images.MAX_BYTES, "too_big"),
}


def clean(raw: bytes, shape: images.Shape = images.PHOTO) -> images.ContentFile:
    return images.clean(BytesIO(raw), len(raw), shape)


@pytest.mark.parametrize("name", GOOD)
def test_good_picture_is_written_anew(name: str) -> None:
    file = clean(GOOD[name])
    raw = file.read()
    assert raw != GOOD[name]
    image = Image.open(BytesIO(raw))
    assert image.format == "JPEG"
    assert image.mode == "RGB"
    assert not image.getexif()


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_with_a_reason(name: str) -> None:
    raw, code = BAD[name]
    with pytest.raises(images.Refused) as refused:
        clean(raw)
    assert refused.value.code == code


def test_place_where_a_photo_was_taken_is_gone_and_it_stands_upright() -> None:
    raw = clean(GOOD["jpeg with gps"]).read()
    assert b"Geheime camera" not in raw
    assert b"Exif" not in raw
    assert Image.open(BytesIO(raw)).size == (40, 60)


def test_name_is_random_and_says_nothing_of_the_upload() -> None:
    first, second = clean(GOOD["png"]), clean(GOOD["png"])
    assert first.name != second.name
    assert len(first.name) == 26
    assert first.name.endswith(".jpg")


def test_logo_keeps_transparency_as_png() -> None:
    file = clean(GOOD["png transparent"], images.LOGO)
    assert file.name.endswith(".png")
    assert Image.open(file).mode == "RGBA"


def test_large_picture_becomes_smaller() -> None:
    file = clean(picture("JPEG", size=(4000, 3000)))
    assert Image.open(file).size == (1600, 1200)
