"""Places as whole metres, so that Python and PostgreSQL agree bit for bit.

A point on a spherical earth becomes three integers (x, y, z). The distance between two points is
the straight chord through the ground, rounded down. It is 0.2 m shorter than the way over the
surface at 60 km, and needs no trigonometry in SQL: ``floor(sqrt(dx*dx + dy*dy + dz*dz))``. The sum
of squares stays below 2**53, so a double holds it exactly and its floored root equals
``math.isqrt``.
"""

from math import cos, isqrt, radians, sin
from typing import NamedTuple

EARTH_RADIUS_M = 6_371_000

# Fifteen km/h on streets that are 1.3 times as long as the straight line.
CYCLING_METRES_PER_MINUTE = 250
DETOUR_TENTHS = 13


class Position(NamedTuple):
    """Metres from the centre of the earth: x to longitude 0, y to 90° east, z to the pole."""

    x: int
    y: int
    z: int


def position(lat: float, lon: float) -> Position:
    """Place WGS84 degrees on the sphere; a ValueError when they are no place on earth."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"not a latitude and longitude: {lat}, {lon}")
    phi, theta = radians(lat), radians(lon)
    return Position(
        round(EARTH_RADIUS_M * cos(phi) * cos(theta)),
        round(EARTH_RADIUS_M * cos(phi) * sin(theta)),
        round(EARTH_RADIUS_M * sin(phi)),
    )


def distance_m(a: Position, b: Position) -> int:
    """Metres in a straight line between two positions, rounded down."""
    return isqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)


def flat_box(centre: Position, radius_m: int) -> tuple[int, int, int, int]:
    """Corners (y0, z0, y1, z1) of a box in the (y, z) plane that holds the whole service area.

    A chord is never shorter than its shadow on a plane, so whoever is within ``radius_m`` is inside
    the box: a filter for an index, which the exact distance then completes. One metre is added
    because distances are rounded down.
    """
    reach = radius_m + 1
    return centre.y - reach, centre.z - reach, centre.y + reach, centre.z + reach


def cycling_minutes(metres: int) -> int:
    """Estimate the minutes by bicycle over ``metres`` as the crow flies, rounded up."""
    return -(-metres * DETOUR_TENTHS // (10 * CYCLING_METRES_PER_MINUTE))
