"""Uploaded pictures: looked at with suspicion, decoded, and written anew by ourselves.

Nothing of an upload is kept but its pixels: no file name, no EXIF with the place where a photo was
taken, no text that some other program would run. JPEG, PNG and WebP only; SVG is a document.
"""

import secrets
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
# A file that is a picture and something else at once carries one of these marks.
FOREIGN = (b"%pdf-", b"<?php", b"<script", b"<html", b"<svg", b"<!doctype", b"<iframe")
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
# A zip is read from its end, where this many bytes at most follow its last mark.
ZIP_TAIL = 65_557


class Refused(ValueError):  # noqa: N818 - it reports a refusal, not a fault
    """``code``: empty, too_big, not_image, too_many_pixels, animated, two_in_one, damaged."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a picture is kept, and as what. Transparency only lives in PNG."""

    longest_side: int
    keeps_transparency: bool = False


LOGO = Shape(longest_side=512, keeps_transparency=True)
PHOTO = Shape(longest_side=1600)


def clean(upload: IO[bytes] | None, size: int, shape: Shape) -> "ContentFile":
    """A new file with a random name, from what was uploaded. Raises Refused."""
    if upload is None or size == 0:
        raise Refused("empty")
    if size > MAX_BYTES:
        raise Refused("too_big")
    upload.seek(0)
    raw = upload.read(MAX_BYTES + 1)
    _refuse_two_in_one(raw)
    return _rewrite(_decode(raw, shape), shape)


def _refuse_two_in_one(raw: bytes) -> None:
    lower = raw.lower()
    if any(mark in lower for mark in FOREIGN):
        raise Refused("two_in_one" if _looks_like_image(raw) else "not_image")
    if any(mark in raw[-ZIP_TAIL:] for mark in ZIP_MARKS[1:]) or raw.startswith(ZIP_MARKS):
        raise Refused("two_in_one" if _looks_like_image(raw) else "not_image")


def _looks_like_image(raw: bytes) -> bool:
    return raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or raw[8:12] == b"WEBP"


def _decode(raw: bytes, shape: Shape) -> Image.Image:
    """Look at the head first: the pixels of a bomb are never unpacked."""
    side = (shape.longest_side, shape.longest_side)
    try:
        image = Image.open(BytesIO(raw), formats=FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        bomb = isinstance(error, Image.DecompressionBombError)
        raise Refused("too_many_pixels" if bomb else "not_image") from error
    except Image.DecompressionBombWarning as warning:  # where warnings are errors
        raise Refused("too_many_pixels") from warning
    if image.width * image.height > MAX_PIXELS:
        raise Refused("too_many_pixels")
    if getattr(image, "n_frames", 1) > 1:
        raise Refused("animated")
    try:
        image.draft("RGB", side)  # a JPEG may be unpacked at an eighth of its size
        image.load()
        image.thumbnail(side)
        return ImageOps.exif_transpose(image)
    except Exception as error:  # Pillow raises what its decoders raise: SyntaxError, struct.error
        raise Refused("damaged") from error


def _rewrite(image: Image.Image, shape: Shape) -> "ContentFile":
    out = BytesIO()
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    if shape.keeps_transparency and transparent:
        _bare(image.convert("RGBA")).save(out, "PNG", optimize=True)
        ending = "png"
    else:
        _bare(_on_white(image) if transparent else image.convert("RGB")).save(
            out, "JPEG", quality=85, optimize=True, progressive=True
        )
        ending = "jpg"
    return ContentFile(out.getvalue(), name=f"{secrets.token_urlsafe(16)}.{ending}")


def _on_white(image: Image.Image) -> Image.Image:
    rgba = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """The pixels without what Pillow remembers of the old file (EXIF, comments, profile)."""
    image.info = {}
    image.getexif().clear()
    return image
