"""Accounts with their balances, and one account's postings."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coop.commons.accounts import queries
from coop.commons.accounts.queries import AccountBalance
from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.shapes.accounts import Account, AccountList, RunningPosting, RunningPostings
from coop.commons.exports.books import stamp
from coop.ledger.chart import CHART


def accounts(session: Session, _asked: Asked) -> AccountList:
    """Every account."""
    return AccountList(items=[_account(balance) for balance in queries.books(session).balances])


def account(session: Session, asked: Asked) -> Account | None:
    """One account; where a code has two commodities, the currency's."""
    found = [balance for balance in queries.books(session).balances if balance.code == asked.text("code")]
    return _account(found[0]) if found else None


def _account(balance: AccountBalance) -> Account:
    spec = CHART.get(balance.code)
    return Account(
        code=balance.code,
        kind=balance.kind,
        commodity=balance.commodity,
        meaning=spec.meaning if spec else "",
        balance=balance.balance,
        natural_balance=balance.natural,
        url=f"{ROOT}/accounts/{balance.code}",
        page=f"/ledger/accounts/{balance.code}",
    )


def postings(session: Session, asked: Asked) -> RunningPostings | None:
    """The account's postings with the balance after each."""
    found = queries.account_page(session, asked.text("code"), asked.key, size=asked.limit)
    if found is None:
        return None
    items = [
        RunningPosting(
            entry=line.entry_id,
            line=line.line,
            kind=line.kind,
            effective_on=line.effective_on.isoformat(),
            recorded_at=stamp(line.recorded_at),
            amount=line.amount,
            balance=line.balance,
            commodity=found.account.commodity,
            url=f"{ROOT}/entries/{line.entry_id}",
        )
        for line in found.lines
    ]
    return RunningPostings(items=items, **asked.pages(found.older, found.newer))
