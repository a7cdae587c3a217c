"""References in what people and banks write, and a key for lines that the bank gives no number."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata

SHORTEST = 6
"""A shorter reference, as some imported bookings have, stands in too many texts by chance."""
_LONGEST, _WORDS = 40, 6
_WORD = re.compile(r"[0-9A-Z]+")
_READ_AS = str.maketrans("ILO", "110")  # as people write what they read: see coop.money.references


def squeezed(text: str) -> str:
    """Letters and digits alone, capitals, with I and L as 1 and O as 0: what references are compared by."""
    return "".join(_WORD.findall(unicodedata.normalize("NFKD", text).upper())).translate(_READ_AS)


def said(text: str) -> frozenset[str]:
    """Everything in a text that could be a reference: each run of up to six words, joined.

    Banks break a reference with spaces and dashes where they like, but seldom glue it to another word.
    """
    words = [word.translate(_READ_AS) for word in _WORD.findall(unicodedata.normalize("NFKD", text).upper())]
    found = set()
    for start in range(len(words)):
        run = ""
        for word in words[start : start + _WORDS]:
            run += word
            if len(run) > _LONGEST:
                break
            if len(run) >= SHORTEST:
                found.add(run)
    return frozenset(found)


def key_of(
    *, bank_id: str, day: dt.date, cents: int, text: str, counterparty: str, balance_cents: int | None, occurrence: int
) -> str:
    """What a line is known by: the same line of an overlapping file has the same key.

    The bank's own number where there is one, together with day and amount, since some banks begin numbering anew with
    each file; else the line's text. `occurrence` counts the equal lines of a file: two coffees on one day are two.
    """
    known_by = bank_id or f"{squeezed(text)}|{squeezed(counterparty)}|{'' if balance_cents is None else balance_cents}"
    written = f"{'id' if bank_id else 'text'}|{known_by}|{day.isoformat()}|{cents}|{occurrence}"
    return hashlib.sha256(written.encode()).hexdigest()


_ABOUT = re.compile(
    r"(?P<what>booking|payout|expense|donation|grant|clearing):(?P<reference>.+?)"
    r"(?::(?:paid|received|tip)(?::\d+)?|:refunded:\d+:sent|(?P<returned>:returned))?"
)


def bare_reference(reference: str) -> str:
    """What people call an entry by: `K7Q2M4XD` of `booking:K7Q2M4XD:paid`; empty where only the books name it."""
    found = _ABOUT.fullmatch(reference)
    if not found:
        return ""
    return found["reference"] if found["what"] == "booking" else found["reference"].split(":")[0]


def called_by(reference: str) -> tuple[frozenset[str], str]:
    """`(what a bank's line may call an entry by, the payout run it is part of)`, both squeezed.

    A payout is called by the end-to-end reference of the bank's order (`coop.money.payouts.bank_files`).
    """
    found = _ABOUT.fullmatch(reference)
    if not found:
        return frozenset(), ""
    if found["what"] == "payout":
        run, _colon, token = found["reference"].partition(":")
        single = squeezed(f"PAYOUT-{run}-{token[:10]}"[:35])
        return frozenset({single}), "" if found["returned"] else squeezed(f"PAYOUT-{run}")
    return long_enough(found["reference"]), ""


def long_enough(*references: str) -> frozenset[str]:
    """Those references, squeezed, that do not stand in a text by chance."""
    return frozenset(bare for one in references if len(bare := squeezed(one)) >= SHORTEST)
