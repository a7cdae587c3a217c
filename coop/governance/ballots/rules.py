"""What a valid ballot says, and its canonical text: the bytes that a receipt commits to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

WHOLE = 100
STEP = 5
"""Per cents in steps of five: finer figures would let a ballot be recognised by its numbers."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Choice(StrEnum):
    """A yes / no ballot; its canonical text is the value itself."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class SplitFault(StrEnum):
    """What is wrong with a split ballot."""

    UNKNOWN_OPTION = "unknown_option"
    OUT_OF_RANGE = "out_of_range"
    OFF_STEP = "off_step"
    SUM_TOO_LOW = "sum_too_low"
    SUM_TOO_HIGH = "sum_too_high"


@dataclass(frozen=True)
class SplitCheck:
    """A split ballot looked over: its sum in per cent, and its faults as (option, fault); "" is the sum."""

    total: int
    faults: tuple[tuple[str, SplitFault], ...]

    @property
    def valid(self) -> bool:
        """Whether it may be cast."""
        return not self.faults

    @property
    def left(self) -> int:
        """Per cents still to give; negative when too many are given."""
        return WHOLE - self.total


class InvalidSplit(ValueError):
    """A split ballot that may not be cast; `check` says why."""

    def __init__(self, check: SplitCheck) -> None:
        super().__init__(", ".join(f"{option or 'sum'}: {fault}" for option, fault in check.faults))
        self.check = check


def check_split(percents: Mapping[str, int], options: Sequence[str]) -> SplitCheck:
    """Look over a split of 100 per cent over the frozen options, in steps of 5; one left out gets 0."""
    faults: list[tuple[str, SplitFault]] = []
    for option, percent in percents.items():
        if option not in options:
            faults.append((option, SplitFault.UNKNOWN_OPTION))
        elif not 0 <= percent <= WHOLE:
            faults.append((option, SplitFault.OUT_OF_RANGE))
        elif percent % STEP:
            faults.append((option, SplitFault.OFF_STEP))
    total = sum(percents.values())
    if total != WHOLE:
        faults.append(("", SplitFault.SUM_TOO_LOW if total < WHOLE else SplitFault.SUM_TOO_HIGH))
    return SplitCheck(total, tuple(faults))


def split_row(percents: Mapping[str, int], options: Sequence[str]) -> tuple[int, ...]:
    """The per cents in the order of the options. Raises `InvalidSplit` unless the ballot may be cast."""
    check = check_split(percents, options)
    if not check.valid:
        raise InvalidSplit(check)
    return tuple(int(percents.get(option, 0)) for option in options)


def split_content(percents: Mapping[str, int], options: Sequence[str]) -> str:
    """The canonical text of a split ballot: `dividends=50,projects=0,reserve=50`.

    All options, zeros included, in ascending order of their keys, so that the text says nothing of how the
    page was laid out. Keys are lower-case letters, digits, `-` and `_` (`ValueError` otherwise). Raises
    `InvalidSplit`.
    """
    row = dict(zip(options, split_row(percents, options), strict=True))
    if not all(_KEY.fullmatch(option) for option in options):
        raise ValueError("an option's key is lower-case letters, digits, - and _")
    return ",".join(f"{option}={row[option]}" for option in sorted(row))


def read_split(content: str, options: Sequence[str]) -> tuple[int, ...]:
    """The row, in the order of the options, of a canonical text. Raises `ValueError` on any other text."""
    try:
        percents = {key: int(figure) for key, figure in (part.split("=") for part in content.split(","))}
    except ValueError:
        raise ValueError(f"{content!r} is no split ballot") from None
    if split_content(percents, options) != content:
        raise ValueError(f"{content!r} is not in its canonical form")
    return split_row(percents, options)
