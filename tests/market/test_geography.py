"""Places: how far apart, and which could be near."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coop.market.geography import Box, Place, bounding_boxes, cell, cell_ranges, distance_metres

PARIS, LONDON = Place(48.8566, 2.3522), Place(51.5074, -0.1278)

places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))
radii = st.integers(0, 500_000)


@st.composite
def neighbours(draw):
    """A centre, and a place that is often near it, also over the pole or the meridian of 180."""
    centre = draw(places)
    latitude = centre.latitude + draw(st.floats(-5, 5))
    longitude = centre.longitude + draw(st.floats(-5, 5) | st.floats(-180, 180))
    if abs(latitude) > 90:
        latitude, longitude = math.copysign(180, latitude) - latitude, longitude + 180
    return centre, Place(latitude, (longitude + 540) % 360 - 180)


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        (PARIS, LONDON, 343_600),
        (PARIS, PARIS, 0),
        (Place(0, 0), Place(0, 1), 111_200),
        (Place(0, 179.95), Place(0, -179.95), 11_100),
        (Place(90, 0), Place(-90, 77), 20_015_100),
        (Place(89.9, 0), Place(89.9, 180), 22_200),
        (Place(0, 0), Place(0, 180), 20_015_100),
    ],
)
def test_distances_are_whole_hundreds_of_metres(here, there, metres):
    assert distance_metres(here, there) == distance_metres(there, here) == metres


@given(places, places)
def test_distances_are_symmetric_and_at_most_half_the_globe(here, there):
    metres = distance_metres(here, there)
    assert metres == distance_metres(there, here)
    assert 0 <= metres <= 20_015_100
    assert metres % 100 == 0


@given(neighbours(), radii)
@example((Place(0, -180), Place(0, 179.9999)), 100)
@example((Place(0, 179.9999), Place(0, 180)), 100)
@example((Place(89.99, 0), Place(89.99, 180)), 3_000)
def test_no_place_within_the_radius_lies_outside_the_boxes_or_the_cells(pair, radius_metres):
    centre, place = pair
    if distance_metres(centre, place) <= radius_metres:
        assert any(box.contains(place) for box in bounding_boxes(centre, radius_metres))
        assert any(first <= cell(place) <= last for first, last in cell_ranges(centre, radius_metres))


@given(places, st.floats(0, 2 * math.pi), radii)
def test_the_rim_itself_is_inside(centre, bearing, radius_metres):
    angle, south = radius_metres / 6_371_009, math.radians(centre.latitude)
    sine = math.sin(south) * math.cos(angle) + math.cos(south) * math.sin(angle) * math.cos(bearing)
    north = math.asin(max(-1.0, min(1.0, sine)))
    east = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(south),
        math.cos(angle) - math.sin(south) * math.sin(north),
    )
    longitude = (centre.longitude + math.degrees(east) + 540) % 360 - 180
    place = Place(math.degrees(north), longitude)
    if distance_metres(centre, place) <= radius_metres:
        assert any(box.contains(place) for box in bounding_boxes(centre, radius_metres))


def test_a_box_over_the_meridian_of_180_is_two():
    west, east = bounding_boxes(Place(-17.8, 179.9), 50_000)
    assert (west.east, east.west) == (180, -180)
    assert east.contains(Place(-17.8, -179.9))
    assert bounding_boxes(Place(-17.8, -179.9), 50_000)[1].contains(Place(-17.8, 179.9))


def test_a_box_with_a_pole_in_it_goes_all_round():
    assert bounding_boxes(Place(89.9, 10), 50_000)[0] == Box(pytest.approx(89.449, abs=0.01), -180, 90, 180)
    assert len(bounding_boxes(Place(-89.9, 10), 50_000)) == 1


def test_fifty_kilometres_are_about_ten_ranges_of_cells():
    assert len(cell_ranges(PARIS, 50_000)) <= 11
    assert len(cell_ranges(PARIS, 0)) <= 2


def test_neighbouring_cells_have_neighbouring_numbers():
    assert cell(Place(48.85, 2.45)) == cell(Place(48.85, 2.35)) + 1
    assert cell(Place(90, 179.99)) - cell(Place(90, -180)) == 3599


def test_the_meridian_of_180_has_one_name():
    assert Place(10, 180) == Place(10, -180)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.1, 0), (-91, 0), (0, 180.1), (0, -181), (math.nan, 0), (0, math.inf)]
)
def test_there_are_no_places_off_the_globe(latitude, longitude):
    with pytest.raises(ValueError, match="no such place"):
        Place(latitude, longitude)


def test_a_negative_radius_is_refused():
    with pytest.raises(ValueError, match="radius"):
        cell_ranges(PARIS, -1)
