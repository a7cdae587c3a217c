"""What the page about the API says besides the table of operations: subjects, refusals, examples that exist here."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT
from coop.commons.api.table import OPERATIONS
from coop.governance.distribution.models import DistributionSheet
from coop.ledger.models import EntryRow, Period
from coop.market.listings.models import Listing
from coop.policies.models import Decision

SUBJECTS = {
    "coop": _l("The co-op"),
    "ledger": _l("The ledger"),
    "rules": _l("Rules and algorithms"),
    "decisions": _l("Decisions"),
    "market": _l("The market"),
}

REFUSALS = {
    "unknown-parameter": _l("The address has a parameter that is not listed for it."),
    "repeated-parameter": _l("A parameter is there twice."),
    "malformed-parameter": _l("A parameter is of another form than is listed."),
    "names-nothing": _l("A parameter names a place, category or page that is not here."),
    "contradiction": _l("before and after are both there, or lat without lon."),
    "not-acceptable": _l("The request's Accept header leaves JSON out."),
    "not-founded": _l("No co-op is founded on this site yet."),
}

_QUERIES = {
    "entries": "?kind=booking-completed&limit=5",
    "postings": "?limit=5",
    "decisions": "?limit=5",
    "listings": "?limit=5",
    "search": "?q=cleaning&limit=3",
}


def examples(session: Session) -> dict[str, str | None]:
    """Operation -> an address that answers here now; None where there is nothing of the kind yet."""
    entry, period, listing, decision = session.execute(
        select(
            select(func.max(EntryRow.id)).scalar_subquery(),
            select(func.max(Period.id)).scalar_subquery(),
            select(func.min(Listing.reference))
            .where(Listing.published_at.is_not(None), Listing.paused_at.is_(None))
            .scalar_subquery(),
            select(Decision.reference)
            .join(DistributionSheet, DistributionSheet.id == Decision.id)
            .order_by(Decision.id.desc())
            .limit(1)
            .scalar_subquery(),
        )
    ).one()
    known = {
        "account": "Income:Fees",
        "postings": "Income:Fees",
        "rule": "fee.rate",
        "decision": "charter",
        "entry": entry,
        "period": period,
        "listing": listing,
        "distribution": decision,
    }
    found: dict[str, str | None] = {}
    for operation in OPERATIONS:
        there = known.get(operation.name)
        if operation.in_path and there is None:
            found[operation.name] = None
            continue
        path = operation.path.format(**{parameter.name: there for parameter in operation.in_path})
        found[operation.name] = f"{ROOT}{path}{_QUERIES.get(operation.name, '')}"
    return found
