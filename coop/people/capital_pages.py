"""A member's capital account statement for a page: theirs, or the one a steward prints for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coop.people.membership import capital
from coop.people.obligations.queries import obligations_of
from coop.people.persons.models import Person
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session


def statement_of(person: Person, *, year: int | None) -> dict[str, Any]:
    """What the templates of a statement need, of one calendar year or of all days there are."""
    lines = capital.capital_lines(session, person.party_id)
    years = sorted({line.effective_on.year for line in lines}, reverse=True)
    chosen = year if year in years else None
    days = (dt.date(chosen, 1, 1), dt.date(chosen, 12, 31)) if chosen else (None, None)
    obligations = obligations_of(session, person.party_id)
    return {
        "statement": capital.capital_statement(session, person.party_id, since=days[0], until=days[1]),
        "capital": capital.capital_of(session, person.party_id),
        "years": years,
        "year": chosen,
        "to_come": [obligation for obligation, release in obligations if release is None],
        "today": local_day(session, clock.now()),
    }
