"""Places on the globe: how far apart, and which could be near. The one corner where floats are allowed.

Distances leave here as whole metres rounded to a hundred, so that a last bit that differs between machines
changes neither a page nor an order. The sphere is wrong by up to 0.6%, which is less than a walk's detour.
"""

from dataclasses import dataclass
from math import asin, cos, degrees, floor, radians, sin, sqrt

EARTH_RADIUS_METRES = 6_371_009  # mean radius, IUGG
ROUNDED_TO_METRES = 100
CELLS_A_DEGREE = 10  # a cell is 11 km from south to north, and at most so from west to east
CELLS_A_ROW = 360 * CELLS_A_DEGREE

# Rounding can bring a place that is half a step farther than the radius back into it.
MARGIN_METRES = ROUNDED_TO_METRES


@dataclass(frozen=True)
class Place:
    """A point in degrees (WGS 84), north and east positive; outside 90 and 180 raises ``ValueError``.

    The meridian of 180 has one name here, -180.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"no such place: {self.latitude}, {self.longitude}")
        if self.longitude == 180:
            object.__setattr__(self, "longitude", -180.0)


@dataclass(frozen=True)
class Box:
    """Degrees, inclusive on all sides; west is never east of east."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, place: Place) -> bool:
        return self.south <= place.latitude <= self.north and self.west <= place.longitude <= self.east


def distance_metres(here: Place, there: Place) -> int:
    """The great-circle distance, rounded to 100 m (haversine formula, R. W. Sinnott, 1984)."""
    south, north = radians(here.latitude), radians(there.latitude)
    half_chord = (
        sin((north - south) / 2) ** 2
        + cos(south) * cos(north) * sin(radians(there.longitude - here.longitude) / 2) ** 2
    )
    metres = 2 * EARTH_RADIUS_METRES * asin(sqrt(min(1.0, half_chord)))
    return floor(metres / ROUNDED_TO_METRES + 0.5) * ROUNDED_TO_METRES


def bounding_boxes(centre: Place, radius_metres: int) -> tuple[Box, ...]:
    """Boxes that hold every place whose `distance_metres` from the centre is at most the radius.

    One box, or two where the area crosses the meridian of 180; all longitudes where it holds a pole. They
    also hold places outside the circle. Source: J. P. Matuschek, "Finding points within a distance of a
    latitude/longitude". Raises ``ValueError`` on a negative radius.
    """
    if radius_metres < 0:
        raise ValueError(f"a radius cannot be negative: {radius_metres}")
    angle = (radius_metres + MARGIN_METRES) / EARTH_RADIUS_METRES
    south, north = centre.latitude - degrees(angle), centre.latitude + degrees(angle)
    if south <= -90 or north >= 90:
        return (Box(max(south, -90.0), -180.0, min(north, 90.0), 180.0),)
    reach = degrees(asin(min(1.0, sin(angle) / cos(radians(centre.latitude)))))
    west, east = centre.longitude - reach, centre.longitude + reach
    if west <= -180:
        return Box(south, -180.0, north, east), Box(south, west + 360, north, 180.0)
    if east >= 180:
        return Box(south, west, north, 180.0), Box(south, -180.0, north, east - 360)
    return (Box(south, west, north, east),)


def cell(place: Place) -> int:
    """The number of the place's cell on a grid of a tenth of a degree: northward by rows, then eastward."""
    return _row(place.latitude) * CELLS_A_ROW + _column(place.longitude)


def cell_ranges(centre: Place, radius_metres: int) -> tuple[tuple[int, int], ...]:
    """Ranges of cell numbers (both inclusive) that hold every place within the radius, for an index scan.

    One range a row of cells, twice that across the meridian of 180: 50 km give about ten. Some hold no
    place within it, so the exact distance still decides. Raises ``ValueError`` on a negative radius.
    """
    return tuple(
        (row * CELLS_A_ROW + _column(box.west), row * CELLS_A_ROW + _column(box.east))
        for box in bounding_boxes(centre, radius_metres)
        for row in range(_row(box.south), _row(box.north) + 1)
    )


def _row(latitude: float) -> int:
    return floor((latitude + 90) * CELLS_A_DEGREE)


def _column(longitude: float) -> int:
    return min(floor((longitude + 180) * CELLS_A_DEGREE), CELLS_A_ROW - 1)
