"""The books as plain-text accounting: one form for Beancount, one that both hledger and Ledger read.

Neither hledger's nor Ledger's format of a commodity suits the other, so commodities are declared without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from coop.commons.exports.books import entry_rows, first_day
from coop.commons.exports.tables import account_rows
from coop.ledger.chart import MINUTES
from coop.policies.queries import charter


def written(amount: int, commodity: str) -> str:
    """An amount with its commodity: cents with two places, minutes whole."""
    if commodity == MINUTES:
        return f"{amount} {commodity}"
    sign, cents = "-" if amount < 0 else "", abs(amount)
    return f"{sign}{cents // 100}.{cents % 100:02d} {commodity}"


def beancount(session: Session) -> Iterator[str]:
    """A ledger that `bean-check` passes."""
    coop = charter(session)
    opened = first_day(session) or coop.founded_at.date()
    name = coop.name.replace("\\", " ").replace('"', "'")
    yield f'option "title" "{name}"\noption "operating_currency" "{coop.currency}"\n\n'
    commodities: dict[str, list[str]] = {}
    for account in account_rows(session):
        commodities.setdefault(account["code"], []).append(account["commodity"])
    for commodity in sorted({name for held in commodities.values() for name in held}):
        yield f"{opened} commodity {commodity}\n"
    for code, held in commodities.items():
        yield f"{opened} open {code} {','.join(held)}\n"
    for entry in entry_rows(session, by_day=True):
        yield f'\n{entry["effective_on"]} * "{entry["kind"]}"\n  entry: {entry["id"]}\n'
        yield f'  reference: "{_quoted(entry["reference"])}"\n'
        if entry["rules"]:
            yield f'  rules: "{" ".join(entry["rules"])}"\n'
        if entry["decision"]:
            yield f'  decision: "{_quoted(entry["decision"])}"\n'
        if entry["reverses"]:
            yield f"  reverses: {entry['reverses']}\n"
        yield from _lines(entry, "  ")


def journal(session: Session) -> Iterator[str]:
    """A journal that `hledger check --strict ordereddates` and `ledger --strict --pedantic` pass."""
    accounts = list(account_rows(session))
    for code in dict.fromkeys(account["code"] for account in accounts):
        yield f"account {code}\n"
    yield "\n"
    for commodity in sorted({account["commodity"] for account in accounts}):
        yield f"commodity {commodity}\n"
    for entry in entry_rows(session, by_day=True):
        words = f"({entry['id']}) {_plain(entry['kind'])} {_plain(entry['reference'])}"
        yield f"\n{entry['effective_on']} * {words}\n"
        said = [f"under {', '.join(entry['rules'])}"] if entry["rules"] else []
        said += [f"by decision {_plain(entry['decision'])}"] if entry["decision"] else []
        said += [f"undoes {entry['reverses']}"] if entry["reverses"] else []
        if said:
            yield f"    ; {'; '.join(said)}\n"
        yield from _lines(entry, "    ")


def _lines(entry: dict[str, Any], indent: str) -> Iterator[str]:
    for posting in entry["postings"]:
        yield f"{indent}{posting['account']:<40}  {written(posting['amount'], posting['commodity'])}\n"


def _quoted(text: str) -> str:
    return "".join(" " if char in '"\\' or not char.isprintable() else char for char in text)


def _plain(text: str) -> str:
    """A word for a description: no comment, no payee separator, no line break."""
    return "".join("-" if char in ";|()[]" or not char.isprintable() else char for char in text)
