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
ALT = "Tegels met cirkels, bogen en vlakken in vrolijke kleuren"
TILES, SIDE = (6, 4), 200
LOGO_SIDE, RING = 400, 46
SMOOTH = 2  # drawn so many times larger, so that edges are not jagged


def photo(seed: str) -> BytesIO:
    """A JPEG of 1200 × 800 with coloured tiles that is always the same for a seed."""
    random = Random(seed)  # noqa: S311 - art
    colours = random.choice(PALETTES)
    wide, high = (number * SIDE * SMOOTH for number in TILES)
    image = Image.new("RGB", (wide, high))
    draw = ImageDraw.Draw(image)
    for x in range(TILES[0]):
        for y in range(TILES[1]):
            _tile(draw, random, x * SIDE * SMOOTH, y * SIDE * SMOOTH, colours)
    return _file(image.reduce(SMOOTH), "JPEG")


def logo(name: str) -> BytesIO:
    """A PNG with rings on a transparent ground."""
    random = Random(name)  # noqa: S311 - art
    colours = random.choice(PALETTES)
    image = Image.new("RGBA", (LOGO_SIDE * SMOOTH, LOGO_SIDE * SMOOTH), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for ring, colour in enumerate(random.sample(colours[:4], 4)):
        near, far = ring * RING * SMOOTH, (LOGO_SIDE - ring * RING) * SMOOTH - 1
        draw.ellipse((near, near, far, far), fill=colour)
    return _file(image.reduce(SMOOTH), "PNG")


def _tile(
    draw: ImageDraw.ImageDraw, random: Random, x: int, y: int, colours: tuple[str, ...]
) -> None:
    """A square with a circle, a quarter of one, half of one, or rings in it."""
    side = SIDE * SMOOTH
    ground, shape, centre = random.sample(colours, 3)
    draw.rectangle((x, y, x + side, y + side), fill=ground)
    match random.randrange(4):
        case 0:
            _circle(draw, x + side // 2, y + side // 2, side // 2 - side // 10, shape)
        case 1:
            corner_x, corner_y, turn = random.choice(
                [(x, y, 0), (x + side, y, 90), (x + side, y + side, 180), (x, y + side, 270)]
            )
            box = (corner_x - side, corner_y - side, corner_x + side, corner_y + side)
            draw.pieslice(box, turn, turn + 90, fill=shape)
        case 2:
            turn = random.choice((0, 90, 180, 270))
            draw.pieslice((x, y, x + side, y + side), turn, turn + 180, fill=shape)
        case _:
            for ring, colour in enumerate((shape, ground, centre)):
                _circle(draw, x + side // 2, y + side // 2, side // 2 - ring * side // 7, colour)


def _circle(draw: ImageDraw.ImageDraw, x: int, y: int, radius: int, colour: str) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _file(image: Image.Image, kind: str) -> BytesIO:
    out = BytesIO()
    image.save(out, kind)
    out.seek(0)
    return out
