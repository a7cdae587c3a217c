"""Pictures for a few listings of the demo, painted by Pillow: there are no photographs to borrow."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900
Colour = tuple[int, int, int]
Pen = ImageDraw.ImageDraw


@dataclass(frozen=True)
class Photo:
    """What is to be seen, in words, and who paints it."""

    alt: str
    paint: Callable[[Image.Image, random.Random], None]


def photo(name: str) -> bytes:
    """The picture of that name, as a JPEG; the same each time."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    dice = random.Random(name)  # noqa: S311  paint, no secret
    PHOTOS[name].paint(image, dice)
    grain = Image.effect_noise((WIDTH, HEIGHT), 22).convert("RGB")
    out = BytesIO()
    Image.blend(image, grain, 0.05).save(out, "JPEG", quality=86)
    return out.getvalue()


def _sky(image: Image.Image, top: Colour, bottom: Colour, height: int = HEIGHT) -> None:
    pen = ImageDraw.Draw(image)
    for y in range(height):
        pen.line((0, y, WIDTH, y), fill=_between(top, bottom, y / height))


def _between(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _ridge(pen: Pen, dice: random.Random, base: int, swing: int, colour: Colour) -> None:
    points, y = [(0, HEIGHT)], base
    for x in range(0, WIDTH + 40, 40):
        y = max(base - swing, min(base + swing, y + dice.randint(-swing // 4, swing // 4)))
        points.append((x, y))
    pen.polygon([*points, (WIDTH, HEIGHT)], fill=colour)


def _pier(image: Image.Image, dice: random.Random) -> None:
    _sky(image, (64, 84, 132), (244, 176, 120), 560)
    pen = ImageDraw.Draw(image)
    pen.ellipse((770, 400, 890, 520), fill=(255, 226, 170))
    _ridge(pen, dice, 540, 26, (92, 92, 126))
    pen.rectangle((0, 560, WIDTH, HEIGHT), fill=(58, 82, 118))
    for _ in range(420):
        x, y = dice.randint(0, WIDTH), dice.randint(566, HEIGHT)
        near = abs(x - 830) < (y - 540) * 0.6
        light = (250, 196, 140) if near and dice.random() < 0.8 else (82, 108, 146)
        pen.line((x, y, x + dice.randint(12, 60), y), fill=light, width=dice.randint(1, 4))
    pen.polygon(((0, HEIGHT), (0, 742), (640, 612), (700, 616), (420, HEIGHT)), fill=(60, 54, 62))
    for step in range(5):
        x, y = 90 + step * 130, 716 - step * 27
        pen.line((x, y, x, y - 120 + step * 18), fill=(36, 32, 42), width=9 - step)
        pen.ellipse((x - 12 + step, y - 142 + step * 19, x + 12 - step, y - 116 + step * 17), fill=(255, 232, 180))
    pen.ellipse((508, 560, 530, 584), fill=(30, 26, 34))
    pen.polygon(((504, 640), (534, 640), (530, 584), (508, 584)), fill=(30, 26, 34))


def _hills(image: Image.Image, dice: random.Random) -> None:
    _sky(image, (170, 204, 222), (240, 236, 214), 520)
    pen = ImageDraw.Draw(image)
    far, near = (150, 176, 178), (72, 98, 62)
    for layer in range(5):
        _ridge(pen, dice, 380 + layer * 82, 46, _between(far, near, layer / 4))
    for _ in range(46):
        x, y = dice.randint(0, WIDTH), dice.randint(660, 860)
        pen.ellipse((x, y, x + dice.randint(30, 90), y + dice.randint(16, 34)), fill=(206, 202, 186))
    dog = (54, 40, 32)
    pen.ellipse((560, 640, 740, 722), fill=dog)
    pen.ellipse((712, 596, 786, 664), fill=dog)
    pen.polygon(((728, 604), (736, 560), (756, 600)), fill=dog)
    pen.polygon(((774, 630), (816, 640), (776, 656)), fill=dog)
    for x in (582, 616, 692, 722):
        pen.rectangle((x, 700, x + 16, 786), fill=dog)
    pen.line((566, 664, 512, 600), fill=dog, width=14)


def _window(image: Image.Image, dice: random.Random) -> None:
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill=(232, 214, 186))
    view = Image.new("RGB", image.size)
    _sky(view, (132, 184, 222), (226, 238, 240), 470)
    sea = ImageDraw.Draw(view)
    sea.rectangle((0, 470, WIDTH, HEIGHT), fill=(66, 122, 158))
    _ridge(sea, dice, 742, 40, (196, 122, 88))
    for _ in range(16):
        x, y = dice.randint(260, 900), dice.randint(640, 760)
        sea.polygon(((x, y), (x + 60, y - 34), (x + 120, y)), fill=(170, 84, 62))
        sea.rectangle((x + 8, y, x + 112, 900), fill=_between((236, 214, 170), (222, 176, 140), dice.random()))
    image.paste(view.crop((250, 90, 950, 790)), (250, 90))
    shine = Image.new("RGB", (700, 700), (255, 255, 255))
    mask = Image.new("L", (700, 700))
    streaks = ImageDraw.Draw(mask)
    for x in (80, 180, 420):
        streaks.polygon(((x, 700), (x + 60, 700), (x + 360, 0), (x + 300, 0)), fill=70)
    image.paste(shine, (250, 90), mask.filter(ImageFilter.GaussianBlur(6)))
    for box in ((230, 70, 970, 104), (230, 776, 970, 816), (230, 70, 264, 800), (936, 70, 970, 800),
                (584, 90, 616, 790), (250, 420, 950, 446)):  # fmt: skip
        pen.rectangle(box, fill=(248, 246, 238))
    for left in (60, 980):
        pen.rectangle((left, 66, left + 160, 804), fill=(74, 110, 92))
        for y in range(84, 790, 30):
            pen.line((left + 14, y, left + 146, y + 10), fill=(56, 88, 72), width=8)
    pen.rectangle((200, 816, 1000, 846), fill=(204, 184, 156))


def _terrace(image: Image.Image, dice: random.Random) -> None:
    _sky(image, (150, 196, 220), (236, 226, 198), 620)
    pen = ImageDraw.Draw(image)
    _ridge(pen, dice, 560, 30, (116, 146, 150))
    pen.rectangle((0, 640, WIDTH, HEIGHT), fill=(206, 168, 132))
    for x in range(0, WIDTH, 34):
        pen.line((x, 470, x, 660), fill=(70, 74, 78), width=5)
    pen.rectangle((0, 456, WIDTH, 474), fill=(70, 74, 78))
    leaves = ((86, 128, 78), (112, 148, 88), (64, 106, 84), (146, 158, 96))
    for number in range(7):
        x, tall = 40 + number * 165, dice.randint(120, 300)
        colour = leaves[number % 4]
        for _ in range(110):
            dx, dy = dice.gauss(0, 38), dice.random() * tall
            size = dice.randint(10, 26)
            left, top = x + 60 + dx, 700 - dy
            leaf = _between(colour, (236, 240, 200), dice.random() / 3)
            pen.ellipse((left, top, left + size, top + size // 2), fill=leaf)
        if number % 2:
            for _ in range(12):
                left, top = x + 60 + dice.gauss(0, 36), 700 - dice.random() * tall
                bloom = (206, 92, 92) if number % 4 == 1 else (240, 198, 92)
                pen.ellipse((left, top, left + 18, top + 18), fill=bloom)
        pen.polygon(((x, 690), (x + 140, 690), (x + 116, 840), (x + 24, 840)), fill=(178, 94, 64))
        pen.rectangle((x - 8, 676, x + 148, 704), fill=(196, 110, 78))


def _threads(image: Image.Image, dice: random.Random) -> None:
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill=(94, 70, 52))
    hues = ((196, 72, 64), (226, 142, 72), (236, 200, 98), (128, 160, 92), (70, 130, 132), (72, 98, 150),
            (128, 90, 140))  # fmt: skip
    for row in range(5):
        pen.rectangle((0, row * 180 + 158, WIDTH, row * 180 + 180), fill=(136, 104, 76))
        for column in range(15):
            x, y = column * 80 + 8, row * 180 + 22
            base = hues[(column // 2 + row) % len(hues)]
            colour = _between(base, (255, 250, 240), dice.random() * 0.5)
            pen.rectangle((x + 8, y, x + 56, y + 12), fill=(222, 196, 150))
            pen.rectangle((x + 4, y + 12, x + 60, y + 124), fill=colour)
            for line in range(y + 16, y + 124, 7):
                pen.line((x + 4, line + 3, x + 60, line), fill=_between(colour, (40, 30, 30), 0.22), width=2)
            pen.rectangle((x + 46, y + 12, x + 60, y + 124), fill=_between(colour, (40, 30, 30), 0.3))
            pen.rectangle((x + 8, y + 124, x + 56, y + 136), fill=(222, 196, 150))


def _paper(image: Image.Image, dice: random.Random) -> None:
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill=(168, 124, 84))
    for y in range(0, HEIGHT, 9):
        pen.line((0, y, WIDTH, y + dice.randint(-6, 6)), fill=(158, 114, 76), width=dice.randint(1, 3))
    pen.rectangle((150, 80, 1010, HEIGHT), fill=(250, 247, 236))
    for step in range(150, 1011, 36):
        pen.line((step, 80, step, HEIGHT), fill=(198, 214, 226), width=2)
    for step in range(80, HEIGHT, 36):
        pen.line((150, step, 1010, step), fill=(198, 214, 226), width=2)
    slices = ((206, 96, 80), (236, 196, 104), (110, 150, 110), (96, 130, 168))
    for number, parts in enumerate((2, 3, 4)):
        box = (222 + number * 252, 188, 402 + number * 252, 368)
        pen.ellipse(box, fill=(255, 255, 255), outline=(60, 60, 70), width=5)
        for part in range(parts - 1):
            pen.pieslice(box, -90 + part * 360 / parts, -90 + (part + 1) * 360 / parts, fill=slices[part],
                         outline=(60, 60, 70), width=4)
    for _ in range(34):
        x, y = round(dice.gauss(700, 150)), round(dice.gauss(640, 70))
        pen.ellipse((x, y, x + 40, y + 26), fill=_between((122, 66, 48), (226, 204, 178), dice.random()),
                    outline=(84, 48, 36), width=2)
    pen.polygon(((236, 800), (560, 520), (584, 546), (262, 826)), fill=(226, 172, 62))
    pen.polygon(((236, 800), (262, 826), (214, 846)), fill=(240, 216, 176))


PHOTOS = {
    "pier": Photo("A long stone pier with lamps at sunset, one person at its end", _pier),
    "hills": Photo("A dog on a stony hill, with more hills behind it", _hills),
    "window": Photo("A clean window with green shutters, beyond it roofs and the sea", _window),
    "terrace": Photo("A row of pots with herbs and flowers on a terrace above the sea", _terrace),
    "threads": Photo("Shelves full of spools of thread, in all colours", _threads),
    "paper": Photo("Squared paper with circles cut into halves, thirds and quarters, beans and a pencil", _paper),
}
