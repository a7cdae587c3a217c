"""What every kind of statement becomes, and how it is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from flask_babel import gettext as _

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 20_000
MOST_TAGS = 800_000
"""Of OFX and camt.053: more than the lines allowed can have, and few enough to be read in seconds."""
LONGEST_TEXT = 1_000


@dataclass(frozen=True)
class Line:
    """One movement on the bank's statement; `number` is its place in the file, for people to find it by.

    `cents` is signed: what came in is positive. `bank_id` is the bank's own number for it, empty where it gives none.
    `balance_cents` is the account's balance after it, where the file says so.
    """

    number: int
    day: dt.date
    cents: int
    text: str = ""
    counterparty: str = ""
    bank_id: str = ""
    balance_cents: int | None = None


@dataclass(frozen=True)
class Statement:
    """A file, read whole. Balances that the file does not give are None; `account` and `currency` may be empty."""

    form: str
    lines: tuple[Line, ...]
    opens_on: dt.date
    closes_on: dt.date
    account: str = ""
    currency: str = ""
    opening_cents: int | None = None
    closing_cents: int | None = None
    layout: dict[str, object] = field(default_factory=dict)
    """How a CSV file was read, so that the next one with the same columns is read alike."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, where (None: in the file as a whole), and what to do about it; in the reader's language."""

    line: int | None
    problem: str
    remedy: str


class BadStatement(ValueError):
    """The file is refused as a whole; every fault that was found is told."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.line}: {fault.problem}" for fault in faults[:3]))
        self.faults = faults


@dataclass(frozen=True)
class Question:
    """Something the file does not say and nobody may guess: the field of the form that answers it."""

    name: str
    message: str
    columns: tuple[str, ...] = ()


class Unclear(ValueError):
    """The file can be read in more than one way, or not without an answer."""

    def __init__(self, *questions: Question) -> None:
        super().__init__("; ".join(question.name for question in questions))
        self.questions = questions


@dataclass(frozen=True)
class Answers:
    """What a steward said about a file: `dmy` or `mdy`, a decimal sign, which column is which, the last balance."""

    date_order: str = ""
    decimal: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    closing_cents: int | None = None


def refused(problem: str, remedy: str, line: int | None = None) -> BadStatement:
    """A refusal with a single fault."""
    return BadStatement(Fault(line, problem, remedy))


def tidy(*parts: str | None) -> str:
    """Parts of a text in one line, repeated ones once, no longer than is kept."""
    seen: dict[str, None] = {}
    for part in parts:
        said = " ".join((part or "").replace("\x00", " ").split())
        if said:
            seen.setdefault(said)
    return " ".join(seen)[:LONGEST_TEXT]


def too_many() -> BadStatement:
    """The file has more lines than are read at once."""
    return refused(
        _("The file has more than %(most)s lines", most=f"{MOST_LINES:,}"), _("Bring it in month by month.")
    )
