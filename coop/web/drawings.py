"""Quiet drawn pictures of a category of work, for listings that have no photo.

The same key and seed always give the same picture, so that it can be cached for ever; another seed gives
another palette, backdrop and pose. Colours are fixed and calm: a picture is a printed card in both themes.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple


class Palette(NamedTuple):
    """Ground, its darker shape, two colours for the thing drawn, and the ink of its outlines."""

    ground: str
    shape: str
    first: str
    second: str
    ink: str


# The motifs are drawn in the first of these, so that each file can be opened and judged by itself.
PALETTES = (
    Palette("#e3efe6", "#cbe0d1", "#86b698", "#e9c77b", "#2c4637"),
    Palette("#f7ecd2", "#eedbae", "#dcae52", "#94b79f", "#4a3a1a"),
    Palette("#f8e3dc", "#eecdc0", "#dc937a", "#e6c88a", "#52291d"),
    Palette("#e2ebf0", "#c9dae4", "#86a9bf", "#e6c88a", "#23394a"),
    Palette("#ece6ef", "#d9cde0", "#aa93b8", "#e0b98a", "#3b2b44"),
    Palette("#eef0dc", "#dbe0b9", "#abb567", "#dc937a", "#3a3f1e"),
)

# Each on a sheet of 320 by 180: hill, sun, arches, bunting, slope, windows.
BACKDROPS = (
    '<path d="M0 132q70-56 150-22t170-14v84H0z"/>',
    '<circle cx="236" cy="66" r="50"/><path d="M0 148h320v32H0z"/>',
    '<path d="M0 148h320v32H0zM28 148V70a26 26 0 0 1 52 0v78zM240 148V70a26 26 0 0 1 52 0v78z"/>',
    '<path d="M0 0h320l-20 36-20-36-20 36-20-36-20 36-20-36-20 36-20-36-20 36-20-36-20 36-20-36-20 36-20-36'
    '-20 36zM0 150h320v30H0z"/>',
    '<path d="M0 180V60q40 0 60 40t60 44 200-24v60z"/><circle cx="272" cy="44" r="18"/>',
    '<path d="M0 148h320v32H0zM20 24h64v50H20zM236 24h64v50h-64z"/>',
)

MOTIFS = Path(__file__).parent / "motifs"
KEYS = frozenset(path.stem for path in MOTIFS.glob("*.svg"))

ALIASES = {
    "babysitting": "childcare",
    "bookkeeping": "accounts",
    "delivery": "cycling",
    "hairdressing": "hair",
    "it": "computers",
    "taxi": "driving",
    "translation": "languages",
}

# Letters, figures and notes read wrongly in a mirror.
ONE_WAY = frozenset({"accounts", "computers", "hair", "languages", "music"})


def draw(key: str, seed: str) -> str:
    """An SVG document, under 2.5 KB, for a category key; a key nobody has drawn gets the noticeboard."""
    name = ALIASES.get(key, key)
    if name not in KEYS:
        name = "default"
    dice = sha256(f"{name}/{seed}".encode()).digest()
    palette = PALETTES[dice[0] % len(PALETTES)]
    middle = 160 + (dice[2] % 5 - 2) * 20
    mirrored = dice[3] % 2 == 1 and name not in ONE_WAY
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" width="320" height="180">'
        f'<rect width="320" height="180" fill="{palette.ground}"/>'
        f'<g fill="{palette.shape}">{BACKDROPS[dice[1] % len(BACKDROPS)]}</g>'
        f'<g fill="none" stroke="{palette.ink}" stroke-width="2.6" '
        'stroke-linecap="round" stroke-linejoin="round">'
        f"{_companion(dice[4], middle)}"
        f'<g id="m" transform="{_pose(middle, mirrored)}">{_motif(name, palette)}</g></g></svg>'
    )


@cache
def _motif(name: str, palette: Palette) -> str:
    """The shapes of a motif, without their wrapper, in the colours of a palette."""
    text = (MOTIFS / f"{name}.svg").read_text(encoding="utf-8")
    shapes = text[text.index(">") + 1 : text.rindex("</svg>")].replace("\n", "")
    drawn_in = PALETTES[0]
    return (
        shapes.replace(drawn_in.first, "{a}")
        .replace(drawn_in.second, palette.second)
        .replace("{a}", palette.first)
    )


def _pose(middle: int, mirrored: bool) -> str:
    """Stand the square motif with its foot on the ground line."""
    return (
        f"translate({middle + 65} 47) scale(-1.3 1.3)"
        if mirrored
        else f"translate({middle - 65} 47) scale(1.3)"
    )


def _companion(die: int, middle: int) -> str:
    """In one picture of two, the same thing once more, small and faint, on the emptier side."""
    if die % 2:
        return ""
    beside = middle + (-96 if middle > 160 else 96)
    return f'<use href="#m" opacity=".4" transform="translate({beside - middle * 0.55:g} 74) scale(.55)"/>'
