"""Types of rule values: how they are written down, read back, and bounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any


class OutOfBounds(ValueError):
    """A value that no vote may set, or that is not of the rule's type; the message says what is."""


class Unit(StrEnum):
    """What a rule's value measures."""

    SHARE = "share"
    WEIGHT = "weight"
    CENTS = "cents"
    DAYS = "days"
    HOURS = "hours"
    COUNT = "count"
    CHOICE = "choice"
    FLAG = "flag"


Value = Fraction | int | str | bool


@dataclass(frozen=True)
class RuleSpec:
    """A rule's entry in the register. `meaning` is an English msgid; `read_by` names the code that reads it.

    `before` is what earlier releases did without the rule. A co-op that one of them founded is brought this value and
    goes on as it was; None where the law of its preset decides at once.
    """

    name: str
    unit: Unit
    meaning: str
    founding: Value
    least: Fraction | int | None = None
    most: Fraction | int | None = None
    choices: tuple[str, ...] = ()
    constant: bool = False
    read_by: tuple[str, ...] = ()
    before: Value | None = None

    def parse(self, written: Any) -> Value:
        """The typed value of what is written (`"5%"`, `"1/20"`, 7, `true`); raises OutOfBounds."""
        value = _PARSERS[self.unit](written, self)
        if isinstance(value, str | bool):
            return value
        if self.least is not None and value < self.least:
            raise OutOfBounds(f"{self.name}: {written} is below {self.least}")
        if self.most is not None and value > self.most:
            raise OutOfBounds(f"{self.name}: {written} is above {self.most}")
        return value

    def write(self, value: Value) -> str | int | bool:
        """The form kept in the database and the export: fractions as `"1/20"`."""
        if isinstance(value, Fraction):
            return f"{value.numerator}/{value.denominator}"
        return value


def _fraction(written: Any, spec: RuleSpec) -> Fraction:
    try:
        text = str(written).strip().replace(",", ".")
        return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise OutOfBounds(f"{spec.name}: {written!r} is not a share such as 5% or 1/20") from error


def _whole(written: Any, spec: RuleSpec) -> int:
    try:
        return int(str(written).strip())
    except ValueError as error:
        raise OutOfBounds(f"{spec.name}: {written!r} is not a whole number") from error


def _choice(written: Any, spec: RuleSpec) -> str:
    if str(written) not in spec.choices:
        raise OutOfBounds(f"{spec.name}: {written!r} is none of {', '.join(spec.choices)}")
    return str(written)


def _flag(written: Any, spec: RuleSpec) -> bool:
    truth = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(str(written).lower())
    if truth is None:
        raise OutOfBounds(f"{spec.name}: {written!r} is neither yes nor no")
    return truth


_PARSERS: dict[Unit, Callable[[Any, RuleSpec], Value]] = {
    Unit.SHARE: _fraction,
    Unit.WEIGHT: _fraction,
    Unit.CENTS: _whole,
    Unit.DAYS: _whole,
    Unit.HOURS: _whole,
    Unit.COUNT: _whole,
    Unit.CHOICE: _choice,
    Unit.FLAG: _flag,
}
