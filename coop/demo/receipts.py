"""Receipts of the demo's expenses: slips as a till prints them, drawn by Pillow."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _HEIGHT, _MARGIN = 520, 420, 36
_VAT_PERCENT = 22


def receipt(shop: str, what: str, amount_cents: int, day: dt.date) -> bytes:
    """A picture (PNG) of a till receipt over `amount_cents`, VAT included."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), (251, 249, 242))
    pen = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(26), ImageFont.load_default(18)
    ink = (46, 44, 52)
    pen.text((_MARGIN, 30), shop, fill=ink, font=large)
    pen.text((_MARGIN, 70), f"Trieste, {day:%d/%m/%Y}", fill=ink, font=small)
    _rule(pen, 112)
    for number, line in enumerate(_wrapped(what)):
        pen.text((_MARGIN, 130 + number * 26), line, fill=ink, font=small)
    vat = amount_cents * _VAT_PERCENT // (100 + _VAT_PERCENT)
    _rule(pen, 236)
    for top, name, cents, font in ((252, f"IVA {_VAT_PERCENT}%", vat, small), (290, "TOTALE EUR", amount_cents, large)):
        pen.text((_MARGIN, top), name, fill=ink, font=font)
        pen.text((_WIDTH - _MARGIN, top), f"{cents // 100},{cents % 100:02d}", fill=ink, font=font, anchor="ra")
    _rule(pen, 340)
    pen.text((_MARGIN, 360), "Made up for a demonstration", fill=(130, 128, 136), font=small)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _rule(pen: ImageDraw.ImageDraw, top: int) -> None:
    for left in range(_MARGIN, _WIDTH - _MARGIN, 12):
        pen.line((left, top, left + 6, top), fill=(120, 118, 126), width=2)


def _wrapped(text: str, width: int = 44) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
