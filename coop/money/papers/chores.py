"""The clock's part: invoices for the fees of months that are over."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db import transaction
from coop.db.session import retrying
from coop.money.papers import fees
from coop.policies.models import Charter


def invoice_fees(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Each worker's papers in a database transaction of their own; returns how many papers were made."""
    with transaction(engine, write=False) as session:
        due = [] if session.get(Charter, 1) is None else fees.parties_due(session, at=at)
    return sum(retrying(engine, partial(_issue, party_id=party_id, at=at)) for party_id in due)


def _issue(session: Session, *, party_id: int, at: dt.datetime) -> int:
    return len(fees.issue_for(session, party_id, at=at))


DUTIES = [("papers: invoice fees of ended months", 21_600, invoice_fees)]
