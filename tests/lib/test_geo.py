from math import asin, cos, floor, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andersom.lib.geo import (
    EARTH_RADIUS_M,
    Position,
    cycling_minutes,
    distance_m,
    flat_box,
    position,
)

HAAGSE_TOREN = (52.0707, 4.3236)
SCHEVENINGEN = (52.1080, 4.2730)

positions = st.builds(
    position, st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False)
)
hague = st.builds(position, st.floats(52.0, 52.15), st.floats(4.2, 4.45))


def great_circle(a, b):
    (lat1, lon1), (lat2, lon2) = (map(radians, a), map(radians, b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(half))


def test_position_of_the_poles_and_the_zero_point():
    assert position(0, 0) == Position(EARTH_RADIUS_M, 0, 0)
    assert position(0, 90) == Position(0, EARTH_RADIUS_M, 0)
    assert position(90, 0) == Position(0, 0, EARTH_RADIUS_M)


@pytest.mark.parametrize("place", [(90.1, 0), (-91, 0), (0, 180.5), (float("nan"), 4)])
def test_position_refuses_what_is_no_place_on_earth(place):
    with pytest.raises(ValueError, match="not a latitude"):
        position(*place)


def test_distance_in_the_hague_agrees_with_the_great_circle():
    measured = distance_m(position(*HAAGSE_TOREN), position(*SCHEVENINGEN))
    assert measured == pytest.approx(great_circle(HAAGSE_TOREN, SCHEVENINGEN), abs=2)
    assert measured == 5399


def test_chord_is_a_fifth_of_a_metre_short_at_sixty_kilometres():
    arc = 60_000 / EARTH_RADIUS_M
    assert 60_000 - 2 * EARTH_RADIUS_M * sin(arc / 2) == pytest.approx(0.22, abs=0.01)


@given(positions, positions)
def test_distance_equals_what_a_double_computes_in_sql(a, b):
    dx, dy, dz = (float(p - q) for p, q in zip(a, b, strict=True))
    assert distance_m(a, b) == floor(sqrt(dx * dx + dy * dy + dz * dz))


@given(positions, positions)
def test_distance_is_symmetric_and_zero_only_here(a, b):
    assert distance_m(a, b) == distance_m(b, a)
    assert distance_m(a, a) == 0


@given(hague, hague, st.integers(0, 20_000))
def test_whoever_is_within_the_radius_is_inside_the_box(centre, point, radius):
    y0, z0, y1, z1 = flat_box(centre, radius)
    inside = y0 <= point.y <= y1 and z0 <= point.z <= z1
    assert inside or distance_m(centre, point) > radius


@pytest.mark.parametrize(("metres", "minutes"), [(0, 0), (1, 1), (1000, 6), (2500, 13), (2501, 14)])
def test_cycling_minutes_rounds_up(metres, minutes):
    assert cycling_minutes(metres) == minutes
