"""Entries by filter, and one entry."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.shapes.entries import CitedRule, Entry, EntryLine, EntryList, Posting
from coop.commons.entries import queries
from coop.commons.entries.filters import Filters
from coop.commons.exports.books import stamp


def entries(session: Session, asked: Asked) -> EntryList:
    """A page of entries."""
    filters = Filters(
        kind=asked.text("kind"),
        account=asked.text("account"),
        since=asked.day("since"),
        until=asked.day("until"),
        rule=asked.text("rule"),
        decision=asked.text("decision"),
    )
    page = queries.entry_list(session, filters, asked.key, size=asked.limit)
    items = [
        EntryLine(
            id=line.id,
            kind=line.kind,
            reference=line.reference,
            effective_on=line.effective_on.isoformat(),
            recorded_at=stamp(line.recorded_at),
            cents=line.cents,
            currency=asked.coop.currency,
            minutes=line.minutes,
            url=f"{ROOT}/entries/{line.id}",
            page=f"/ledger/entries/{line.id}",
        )
        for line in page.entries
    ]
    return EntryList(items=items, **asked.pages(page.older, page.newer))


def entry(session: Session, asked: Asked) -> Entry | None:
    """One entry whole."""
    found = queries.entry_shown(session, asked.whole("id"))
    if found is None:
        return None
    return Entry(
        id=found.id,
        uuid=found.uuid,
        kind=found.kind,
        reference=found.reference,
        effective_on=found.effective_on.isoformat(),
        recorded_at=stamp(found.recorded_at),
        facts=found.facts,
        currency=asked.coop.currency,
        postings=[
            Posting(line=place, account=line.account, commodity=line.commodity, amount=line.amount)
            for place, line in enumerate(found.lines, 1)
        ],
        rules=[
            CitedRule(
                name=cited.name,
                version=cited.version,
                value=cited.value,
                in_force_from=stamp(cited.in_force_from),
                decision=cited.decision,
                decision_title=cited.decision_title,
            )
            for cited in found.rules
        ],
        decision=found.decision,
        reverses=found.reverses,
        reversed_by=found.reversed_by,
        url=f"{ROOT}/entries/{found.id}",
        page=f"/ledger/entries/{found.id}",
    )
