"""A checked receipt as a page shows it: the report of the verifier beside what the receipt itself says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import numbers

from coop.commons.labels import entry_kind
from coop.commons.verifying.words import TYPES, key, label, sentence
from coop.ledger import chart
from coop.verify.notes import read_checkpoint, read_note, read_proof
from coop.verify.receipts import FactReport, ReceiptReport
from coop.web import filters

Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class FactShown:
    """One fact: its rows, its postings as (account, amount), and what only its parties can read."""

    number: int
    type: str
    wrong: tuple[str, ...]
    rows: Rows
    postings: Rows
    private: Rows | None
    line: str | None
    notes: tuple[str, ...]
    leaf: str
    proof: str


@dataclass(frozen=True)
class ReceiptShown:
    """The whole receipt. `wrong` names the first wrong place first."""

    title: str
    coop: str
    issued: str
    origin: str
    key: str
    size: str
    wrong: tuple[str, ...]
    notes: tuple[str, ...]
    ballot: str | None
    facts: tuple[FactShown, ...]


def receipt_shown(text: str, report: ReceiptReport) -> ReceiptShown:
    """What to show of a receipt that the verifier could read."""
    given = json.loads(text)["facts"]
    return ReceiptShown(
        title=report.title,
        coop=report.coop,
        issued=_shown("issued_at", report.issued_at, ""),
        origin=report.origin,
        key=report.key,
        size=filters.whole(report.size),
        wrong=tuple(sentence(finding) for finding in report.findings),
        notes=tuple(sentence(note) for note in report.notes),
        ballot=report.ballot,
        facts=tuple(_fact(number, *both) for number, both in enumerate(zip(given, report.facts, strict=True), 1)),
    )


def _fact(number: int, given: Mapping[str, Any], report: FactReport) -> FactShown:
    said = report.fact or {}
    lines = [line for line in _listed(said.get("postings")) if isinstance(line, dict)]
    currency = next((line["commodity"] for line in lines if line.get("commodity") != chart.MINUTES), "")
    rows = _rows({**said, **_mapped(said.get("facts"))}, currency, without=("postings", "facts"))
    if report.ok:
        size = filters.whole(_size(given["proof"]))
        rows.append((label("leaf"), label("place", index=filters.whole(report.index), size=size)))
    own = report.private
    return FactShown(
        number=number,
        type=str(TYPES[report.type]) if report.type else "",
        wrong=tuple(sentence(finding) for finding in report.findings),
        rows=rows,
        postings=[(str(line.get("account")), _amount(line)) for line in lines],
        private=None
        if own is None
        else _rows({**own, **_mapped(own.get("details"))}, currency, without=("details", "parties", "summed")),
        line=given["party"]["line"] if report.ok and given["party"] else None,
        notes=tuple(sentence(note) for note in report.notes),
        leaf=given["leaf"],
        proof=given["proof"],
    )


def _size(proof: str) -> int:
    return read_checkpoint(read_note(read_proof(proof).note).text).size


def _rows(given: Mapping[str, Any], currency: str, *, without: Iterable[str]) -> Rows:
    return [
        (key(name), _shown(name, value, currency))
        for name, value in sorted(given.items())
        if name not in without and value not in (None, "", [], {})
    ]


def _shown(name: str, value: Any, currency: str) -> str:
    """A value in the reader's words; what does not have the form its key promises is shown as it is."""
    if isinstance(value, list):
        return ", ".join(_shown(name, item, currency) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        if name.endswith("_cents"):
            return _money(value, currency)
        if name.endswith("_on"):
            return filters.day(dt.date.fromisoformat(value))
        if name.endswith("_at"):
            return f"{filters.day(dt.date.fromisoformat(value[:10]))}, {value[11:16]} UTC"
    except (TypeError, ValueError, ArithmeticError, numbers.UnknownCurrencyError):
        pass
    return entry_kind(value) if name == "kind" else _plain(value)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _amount(line: Mapping[str, Any]) -> str:
    try:
        return _money(line["amount"], line["commodity"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return f"{line.get('amount')} {line.get('commodity')}"


def _money(cents: str, currency: str) -> str:
    if currency == chart.MINUTES:
        return label("minutes", count=cents)
    amount = Decimal(int(cents)).scaleb(-2)
    return str(numbers.format_currency(amount, currency, locale=filters.locale()))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapped(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
