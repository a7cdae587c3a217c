"""Which entries a list shows: said in an address, so that any figure can point at the entries behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from coop.ledger.chart import kind_of, normal_sign

DEBIT, CREDIT = "debit", "credit"
NO = "no"


@dataclass(frozen=True)
class Filters:
    """What to list: each left out lists all. `rule` is a name, or a version such as `fee.rate#3`.

    `within` names accounts with commas between them; one that ends in a colon stands for all below it, as
    `Income:,Expenses:`. `side` keeps those with a debit (or credit) on the accounts named. `closing="no"` leaves out
    the entries that close a period. Recorded days are the co-op's own.
    """

    kind: str = ""
    account: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    rule: str = ""
    decision: str = ""
    within: str = ""
    side: str = ""
    recorded_since: dt.date | None = None
    recorded_until: dt.date | None = None
    closing: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return self != EVERYTHING

    @property
    def is_by_days(self) -> bool:
        """Whether nothing but accounts, effective days and closing is asked: what sums are kept for."""
        narrowed = self.kind or self.rule or self.decision or self.side or self.recorded_since or self.recorded_until
        return not narrowed

    @property
    def codes(self) -> tuple[str, ...]:
        """The accounts named, prefixes with their colon."""
        named = (self.account, *(part.strip() for part in self.within.split(",")))
        return tuple(dict.fromkeys(code for code in named if code))

    @property
    def sign(self) -> int:
        """+1 or -1: how a sum over the accounts named is told, by its side, or as is usual for the first of them."""
        if self.side:
            return 1 if self.side == DEBIT else -1
        kind = kind_of(self.codes[0]) if self.codes else None
        return normal_sign(kind) if kind else 1


EVERYTHING = Filters()


def address(filters: Filters) -> str:
    """The list's address with its filters, to which a key can be added."""
    given = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in vars(filters).items()
        if value
    }
    return "/ledger/entries?" + urlencode(given, safe=":,") + ("&" if given else "")


def link(filters: Filters) -> str:
    """The list's address, to be followed as it is."""
    return address(filters).rstrip("?&")
