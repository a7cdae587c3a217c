"""Amounts and days as banks write them, exactly. What can be read in two ways is never guessed at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

_NOISE = re.compile(r"[\s\u00a0\u202f\u2009'’]|[€$£¥]|(?<![A-Z])[A-Z]{2,3}(?![A-Z])")
_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})[\s-]([A-Za-z]{3})[a-z]*\.?,?[\s-](\d{4}|\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class NotReadable(ValueError):
    """The text is no amount, or no day."""


def figure(text: str) -> tuple[bool, str]:
    """`(negative, digits with their separators)`: signs, spaces, currency and brackets taken off."""
    bare = _NOISE.sub("", text.strip().upper().replace("−", "-").replace("–", "-"))
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1]
    if bare[:1] in ("+", "-"):
        negative, bare = negative != (bare[0] == "-"), bare[1:]
    elif bare[-1:] in ("+", "-"):
        negative, bare = negative != (bare[-1] == "-"), bare[:-1]
    if not bare.isascii() or not _FIGURE.fullmatch(bare):
        raise NotReadable(text)
    return negative, bare


def decimal_of(bare: str) -> str:
    """The decimal sign a figure shows: `,` or `.`, `` where it has none, `?` where it could be either (1,234)."""
    signs = [sign for sign in bare if sign in ",."]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return "." if signs[0] == "," else ","
    whole, part = bare.split(signs[0])
    could_group = len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "?" if could_group else signs[0]


def decimals_of(figures: Iterable[str]) -> set[str]:
    """The decimal signs that a column of figures shows, `?` among them for those that do not tell."""
    return {decimal_of(bare) for bare in figures} - {""}


def to_cents(text: str, decimal: str) -> int:
    """Signed cents; raises NotReadable for what has other grouping, or parts of a cent."""
    negative, bare = figure(text)
    whole, _sign, part = bare.partition(decimal)
    group = "," if decimal == "." else "."
    if group in part or decimal in part or (group in whole and not _GROUPED.fullmatch(whole)):
        raise NotReadable(text)
    part = part.rstrip("0") if len(part) > 2 else part
    if len(part) > 2 or len(whole) > 15:
        raise NotReadable(text)
    cents = int(whole.replace(group, "") or 0) * 100 + int(part.ljust(2, "0") or 0)
    return -cents if negative else cents


def plain_cents(text: str) -> int:
    """Cents of an amount without grouping, as in OFX and ISO 20022: one sign at most, and it is the decimal one."""
    bare = text.strip()
    if not re.fullmatch(r"[+-]?[0-9]*[.,]?[0-9]*", bare) or not any(sign.isdigit() for sign in bare):
        raise NotReadable(text)
    return to_cents(bare, "," if "," in bare else ".")


def is_two_way(text: str) -> bool:
    """Whether a day is written with slashes or dashes and could begin with its day or with its month."""
    found = _SLASHED.fullmatch(_TIME.sub("", text.strip()))
    return found is not None and max(int(found[1]), int(found[2])) <= 12 and found[1] != found[2]


def order_of(text: str) -> str:
    """`dmy` or `mdy` where a day tells it, `` where it does not."""
    found = _SLASHED.fullmatch(_TIME.sub("", text.strip()))
    if not found or max(int(found[1]), int(found[2])) <= 12:
        return ""
    return "dmy" if int(found[1]) > 12 else "mdy"


def _parts(bare: str, order: str) -> tuple[str, str, str]:
    for year_first in (_YEAR_FIRST, _COMPACT):
        if found := year_first.fullmatch(bare):
            return found[1], found[2], found[3]
    if found := _DOTTED.fullmatch(bare):
        return found[3], found[2], found[1]
    if found := _SLASHED.fullmatch(bare):
        is_month_first = (order or order_of(bare)) == "mdy"
        return (found[3], found[1], found[2]) if is_month_first else (found[3], found[2], found[1])
    named = _NAMED.fullmatch(bare)
    if named and named[2].lower() in _MONTHS:
        return named[3], str(_MONTHS.index(named[2].lower()) + 1), named[1]
    raise NotReadable(bare)


def to_day(text: str, order: str = "") -> dt.date:
    """A day; `order` (`dmy`, `mdy`) is for those with slashes. Raises NotReadable."""
    bare = _TIME.sub("", text.strip())
    if not bare.isascii():
        raise NotReadable(text)
    year, month, day = _parts(bare, order)
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError as error:
        raise NotReadable(text) from error
