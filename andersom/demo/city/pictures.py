"""Small pieces of abstract art, drawn instead of photographed: nobody has to give consent."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

PALETTES = (
    ("#14342b", "#60935d", "#bad29f", "#f2c14e", "#f78154"),
    ("#1b2a49", "#465775", "#56b1bf", "#f6d55c", "#ed553b"),
    ("#3d1e4f", "#7b3e7e", "#d16ba5", "#ffc75f", "#fef6e4"),
    ("#05445e", "#189ab4", "#75e6da", "#d4f1f4", "#ff8c42"),
)
SIZE = (1200, 800)
LOGO_SIZE = (400, 400)


def photo(seed: str) -> BytesIO:
    """A JPEG of 1200 × 800 that is always the same for a seed."""
    random = Random(seed)  # noqa: S311 - art
    colours = random.choice(PALETTES)
    image = Image.new("RGB", SIZE, colours[0])
    draw = ImageDraw.Draw(image)
    for _ in range(26):
        _shape(draw, random, random.choice(colours[1:]))
    return _file(image, "JPEG")


def logo(name: str) -> BytesIO:
    """A PNG with rings on a transparent ground."""
    random = Random(name)  # noqa: S311 - art
    colours = random.choice(PALETTES)
    image = Image.new("RGBA", LOGO_SIZE, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for ring, colour in enumerate(random.sample(colours[:4], 4)):
        edge = ring * 46
        draw.ellipse((edge, edge, LOGO_SIZE[0] - edge - 1, LOGO_SIZE[1] - edge - 1), fill=colour)
    return _file(image, "PNG")


def _shape(draw: ImageDraw.ImageDraw, random: Random, colour: str) -> None:
    x, y = random.randrange(-100, SIZE[0]), random.randrange(-100, SIZE[1])
    side = random.randrange(60, 320)
    box = (x, y, x + side, y + side)
    match random.randrange(4):
        case 0:
            draw.ellipse(box, fill=colour)
        case 1:
            draw.rounded_rectangle(box, radius=side // 6, fill=colour)
        case 2:
            draw.pieslice(box, random.randrange(360), random.randrange(360, 720), fill=colour)
        case _:
            draw.arc(box, 0, random.randrange(120, 360), fill=colour, width=side // 8)


def _file(image: Image.Image, kind: str) -> BytesIO:
    out = BytesIO()
    image.save(out, kind)
    out.seek(0)
    return out
