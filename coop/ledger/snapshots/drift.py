"""The drift check: every sum kept at every cut, worked out anew from the postings, from zero."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import readings
from coop.ledger.models import Account, EntryRow
from coop.ledger.snapshots.models import (
    BalanceCut,
    BalanceSnapshot,
    PartySnapshot,
    PublishedSnapshot,
    RuleCitation,
)
from coop.ledger.snapshots.summing import cited, moved, summed_upto

MANY = 20
"""Differences told one by one; one wrong posting can show in all that was summed after it."""

Kept = dict[Any, int]


@dataclass(frozen=True)
class Drift:
    """A sum that is not what its postings add up to. `where` names an account, a cut or an entry."""

    where: str
    detail: str


def drifted(session: Session) -> list[Drift]:
    """Every difference between what is kept and what the postings say; empty when there is none.

    Reads all the books once, a cut at a time. A sum that stays wrong is told once, at the first cut that shows it.
    """
    found: list[Drift] = []
    with readings.reading(session, readings.ALL):
        for drift in _differences(session):
            found.append(drift)
            if len(found) == MANY:
                return [*found, Drift("balance snapshots", "and more; only the first are told")]
    return found


def _differences(session: Session) -> Iterator[Drift]:
    names: dict[int, str] = {row.id: row.code for row in session.execute(select(Account.id, Account.code))}
    spans: dict[Any, int] = defaultdict(int)
    parties: dict[Any, int] = defaultdict(int)
    published: dict[Any, int] = defaultdict(int)
    told: set[Any] = set()
    last = 0
    summed = summed_upto(session)
    cuts = session.execute(
        select(BalanceCut.upto, BalanceCut.after, BalanceCut.first_on, BalanceCut.last_on).order_by(BalanceCut.upto)
    ).all()
    for upto, after, first_on, last_on in cuts:
        if after != last:
            yield Drift(f"cut {upto}", f"goes on from {after}, not from the cut before, {last}")
        last = upto
        yield from _days(session, after, upto, first_on, last_on)
        if upto > summed:
            continue
        own_spans, own_parties, own_published = moved(session, after=after, upto=upto)
        for sums, own, kept, word in (
            (spans, own_spans, _spans_at(session, upto, BalanceSnapshot), _span_word),
            (parties, own_parties, _parties_at(session, upto), _party_word),
            (published, own_published, _spans_at(session, upto, PublishedSnapshot), _published_word),
        ):
            for key, amount in own.items():
                sums[key] += amount
            for key in own.keys() | kept.keys():
                if sums[key] != kept.get(key, 0) or (key in own) != (key in kept):
                    if (word, key) not in told:
                        yield Drift(
                            word(names, key),
                            f"up to entry {upto} {kept.get(key, 'nothing')} is kept, the postings say {sums[key]}",
                        )
                    told.add((word, key))
        wrong = cited(session, after=after, upto=upto) ^ _citations(session, after, upto)
        for rule, entry in sorted(wrong)[:1]:
            yield Drift(f"entry {entry}", f"what it cites and what is kept differ in rule version {rule}")


def _days(session: Session, after: int, upto: int, first_on: dt.date, last_on: dt.date) -> Iterator[Drift]:
    days = session.execute(
        select(func.min(EntryRow.effective_on), func.max(EntryRow.effective_on)).where(
            EntryRow.id > after, EntryRow.id <= upto
        )
    ).one()
    if tuple(days) != (first_on, last_on):
        yield Drift(f"cut {upto}", f"kept as {first_on} to {last_on}, its entries are of {days[0]} to {days[1]}")


def _spans_at(session: Session, upto: int, model: type[BalanceSnapshot] | type[PublishedSnapshot]) -> Kept:
    columns = (model.account_id, model.span, model.begins_on, model.amount)
    rows = session.execute(select(*columns).where(model.upto == upto))
    return {(account, (span, begins_on)): amount for account, span, begins_on, amount in rows}


def _parties_at(session: Session, upto: int) -> Kept:
    columns = (PartySnapshot.account_id, PartySnapshot.party_id, PartySnapshot.amount)
    rows = session.execute(select(*columns).where(PartySnapshot.upto == upto))
    return {(account, party): amount for account, party, amount in rows}


def _citations(session: Session, after: int, upto: int) -> set[tuple[int, int]]:
    rows = session.execute(
        select(RuleCitation.rule_version_id, RuleCitation.entry_id).where(
            RuleCitation.entry_id > after, RuleCitation.entry_id <= upto
        )
    )
    return {(rule, entry) for rule, entry in rows}


def _span_word(names: dict[int, str], key: Any) -> str:
    account, (span, begins_on) = key
    return names.get(account, f"account {account}") + ("" if span == "ever" else f", {span} of {begins_on}")


def _published_word(names: dict[int, str], key: Any) -> str:
    return f"{_span_word(names, key)}, as published"


def _party_word(names: dict[int, str], key: Any) -> str:
    account, party = key
    return f"{names.get(account, f'account {account}')} of party {party}"
