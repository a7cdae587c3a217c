import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.web.accent import DARK_PAPER, LIGHT_PAPER, accent_sheet, contrast

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_any_colour_becomes_one_that_can_be_read(colour):
    light, dark = accent_sheet(colour).split("@media")
    for part, paper in ((light, LIGHT_PAPER), (dark, DARK_PAPER)):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part))
        assert contrast(found["accent"], paper) >= 4.5
        assert contrast(found["accent"], found["accent-ink"]) >= 4.5
        assert contrast(found["link"], paper) >= 4.5
        assert contrast(found["link"], found["accent-wash"]) >= 4.5


def test_black_on_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345", "#1234567", "#1d6b4c; }"])
def test_only_a_colour_gets_into_the_sheet(colour):
    with pytest.raises(ValueError, match="not a colour"):
        accent_sheet(colour)
