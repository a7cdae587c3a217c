"""A co-op's own colour, made readable: one hue in, a small style sheet for both themes out.

Contrast is that of WCAG 2.2 (relative luminance); the colour is darkened or lightened until text in it, and
text on it, can be read. Floats are fine here: nothing is owed to anybody.
"""

import re
from colorsys import hls_to_rgb, rgb_to_hls

Rgb = tuple[float, float, float]

LIGHT_PAPER, LIGHT_CARD, DARK_PAPER = "#faf6ec", "#fffdf7", "#171a16"
# Above the 4.5 of WCAG 2.2 (1.4.3, AA), since both are also read on a wash.
ON_LIGHT, ON_DARK = 5.6, 7.5
LINK_ON_LIGHT, LINK_ON_DARK = 7.0, 9.0


def accent_sheet(colour: str) -> str:
    """The rules of /accent.css for a colour such as "#1d6b4c". Raises ValueError for anything else."""
    base = _parse(colour)
    light, dark = _readable_on(LIGHT_PAPER, base, ON_LIGHT), _readable_on(DARK_PAPER, base, ON_DARK)
    return (
        f":root {{ --accent: {_hex(light)}; --accent-ink: {_ink_on(light)}; "
        f"--accent-wash: {_hex(_mix(light, _parse(LIGHT_CARD), 0.12))}; "
        f"--link: {_hex(_readable_on(LIGHT_PAPER, base, LINK_ON_LIGHT))}; }}\n"
        "@media screen and (prefers-color-scheme: dark) { "
        f":root {{ --accent: {_hex(dark)}; --accent-ink: {_ink_on(dark)}; "
        f"--accent-wash: {_hex(_mix(dark, _parse(DARK_PAPER), 0.14))}; "
        f"--link: {_hex(_readable_on(DARK_PAPER, base, LINK_ON_DARK))}; }} }}\n"
    )


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(_parse(one)), _luminance(_parse(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _readable_on(paper: str, colour: Rgb, ratio: float) -> Rgb:
    """The colour, moved towards black or white in steps of 1% until it stands out from the paper."""
    away = -0.01 if _luminance(_parse(paper)) > 0.5 else 0.01
    hue, lightness, saturation = rgb_to_hls(*colour)
    while contrast(paper, _hex(colour)) < ratio:
        lightness = min(1.0, max(0.0, lightness + away))
        colour = hls_to_rgb(hue, lightness, saturation)
    return colour


def _ink_on(colour: Rgb) -> str:
    """White or near-black, whichever reads better on the colour."""
    return max("#ffffff", "#0d1510", key=lambda ink: contrast(ink, _hex(colour)))


def _mix(colour: Rgb, paper: Rgb, share: float) -> Rgb:
    red, green, blue = (
        share * mine + (1 - share) * theirs for mine, theirs in zip(colour, paper, strict=True)
    )
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _parse(colour: str) -> Rgb:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"not a colour: {colour!r}")
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
