"""What it means to erase a person: the words that each floor's `erasing.py` answers in.

An `erasing.py` says what becomes of every column of its floor's tables (`FATES`) and offers lists of functions of
(session, subject, at), all found by `coop.commons.erasure.rooms`:

- `OBSTACLES`: what has to be over before anything is erased
- `KEPT`: records that the law wants kept for a while, and until when
- `ERASURES`: what goes when the person is erased
- `TIES`: why the link between person and party has to stay a little longer
- `ENDINGS`: what goes with that link

`EXPIRED` maps a table to a function of (session, key) that blanks what was kept by law.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import InstrumentedAttribute, Session


class Fate(StrEnum):
    """What becomes of a column when the person it tells of is erased."""

    ERASED = "erased"  # the row goes
    BLANKED = "blanked"  # the row stays, these words go
    KEPT = "kept"  # the law wants it for a while; then it is blanked
    NAMELESS = "nameless"  # it leads to an empty row of `people`, or to a party of nobody
    NOBODY = "nobody"  # it says nothing of a person, or is the co-op's own record


Fates = dict[str, Fate]


def fates(*, erased: str = "", blanked: str = "", kept: str = "", nameless: str = "", nobody: str = "") -> Fates:
    """Fates of a table's columns, named in strings: numbers, days and flags go with the row they stand in."""
    named = ((Fate.ERASED, erased), (Fate.BLANKED, blanked), (Fate.KEPT, kept), (Fate.NAMELESS, nameless),
             (Fate.NOBODY, nobody))  # fmt: skip
    return {column: fate for fate, columns in named for column in columns.split()}


@dataclass(frozen=True)
class Subject:
    """Whom an erasure is about, read before it begins. `former` is what stands where their name stood."""

    person_id: int
    party_id: int
    name: str
    email: str
    former: str

    def unnamed(self, text: str, *, by_each_word: bool = False) -> str:
        """Somebody else's text without this person's name and address, whatever their case.

        `by_each_word` takes out each longer word of the name too: for texts written to them.
        """
        names = [self.email, self.name]
        if by_each_word:
            names += [word for word in self.name.split() if len(word) > 2]
        for name in filter(None, names):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", self.former, text, flags=re.IGNORECASE)
        return text


@dataclass(frozen=True)
class Obstacle:
    """Why a person cannot be erased yet, in the reader's language; `link` is where to do something about it."""

    ground: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Kept:
    """A record the law wants kept until the end of a day; `key` is the row's, its parts joined by colons."""

    table: str
    key: str
    what: str
    until: dt.date


@dataclass
class Gone:
    """How many rows were erased or blanked, by table, and files that nothing needs any more."""

    counts: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    """Paths below the uploads folder."""

    def add(self, table: str, rows: int) -> None:
        """Count rows of a table."""
        if rows:
            self.counts[table] = self.counts.get(table, 0) + rows

    def take(self, other: Gone) -> None:
        """Add what another function erased."""
        for table, rows in other.counts.items():
            self.add(table, rows)
        self.files += other.files


Finds = Callable[[Session, Subject, dt.datetime], list[Obstacle]]
Keeps = Callable[[Session, Subject, dt.datetime], list[Kept]]
Erases = Callable[[Session, Subject, dt.datetime], Gone]
Ties = Callable[[Session, Subject, dt.datetime], list[str]]
Expires = Callable[[Session, str], Gone]


def mentions(column: InstrumentedAttribute[str], subject: Subject) -> ColumnElement[bool]:
    """SQL: a text names them or their address.

    SQLite lowers ASCII alone, so that names are looked for as they are written and in capitals, too.
    """
    names = {form for name in (subject.name, subject.email) for form in (name, name.upper(), name.lower()) if name}
    return or_(*(func.lower(column).contains(name.lower(), autoescape=True) for name in (subject.name, subject.email)),
               *(column.contains(name, autoescape=True) for name in sorted(names)))  # fmt: skip


def kept_until(day: dt.date, years: int) -> dt.date:
    """The last day of the calendar year that ends `years` after the year of `day`: how retention is counted."""
    return dt.date(day.year + years, 12, 31)
