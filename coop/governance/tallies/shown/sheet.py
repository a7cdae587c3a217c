"""A headline and tables: what an outcome shows, before it is drawn anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coop.governance.tallies.lots import Tie


@dataclass(frozen=True)
class Sheet:
    """A table with its title, column heads, and rows of as many cells."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Shown:
    """Sentences first, then the working."""

    headlines: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def sheet(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Sheet:
    """A sheet of whatever can be written."""
    return Sheet(title, tuple(heads), tuple(tuple(map(str, row)) for row in rows))


def decimal(amount: int, unit: int) -> str:
    """An integer of parts of a power of ten, as a decimal number: 284205408 of 100000 is 2842.05408."""
    places = len(str(unit)) - 1
    whole, part = divmod(abs(amount), unit)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def fraction(amount: Fraction, places: int = 6) -> str:
    """The exact fraction where it is short, else its decimals, dropped and marked as such."""
    exactly = str(amount)
    if len(exactly) <= 15:
        return exactly
    scaled = amount.numerator * 10**places // amount.denominator
    return f"{decimal(scaled, 10**places)}..."


def ties(found: Iterable[tuple[str, Tie]]) -> list[Sheet]:
    """The ties that were broken, if any: (where, tie)."""
    rows = [
        (
            where,
            ", ".join(f"{name} {lot[:12]}" for name, lot in zip(tie.among, tie.lots, strict=True)),
            f"stage {tie.stage}" if tie.stage else "lot",
            tie.chosen,
        )
        for where, tie in found
    ]
    return [sheet("Ties", ("where", "level, with the lot of each", "told apart by", "chosen"), rows)] if rows else []
