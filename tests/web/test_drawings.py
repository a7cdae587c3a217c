from xml.etree import ElementTree

import pytest

from coop.web.drawings import ALIASES, KEYS, draw

LISTINGS = [f"listing-{n}" for n in range(40)]


@pytest.mark.parametrize("key", sorted(KEYS | ALIASES.keys()))
def test_every_drawing_is_small_and_well_formed(key):
    for seed in LISTINGS:
        drawing = draw(key, seed)
        assert len(drawing.encode()) < 2560
        ElementTree.fromstring(drawing)


def test_a_listing_keeps_its_picture():
    assert draw("cleaning", "L-1") == draw("cleaning", "L-1")


def test_forty_listings_do_not_look_alike():
    assert len({draw("cleaning", seed) for seed in LISTINGS}) >= 30


def test_nobody_gets_a_grey_box():
    assert draw("never heard of", "L-1") == draw("default", "L-1")


def test_no_seed_can_write_into_the_drawing():
    assert "script" not in draw("cleaning", "<script>")
    assert "script" not in draw("../<script>", "L-1")


def test_every_alias_leads_to_a_drawing():
    assert set(ALIASES.values()) <= KEYS
