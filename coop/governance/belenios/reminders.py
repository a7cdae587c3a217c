"""Telling stewards what a vote in Belenios waits for: what nobody does in time lets it lapse."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coop.governance.belenios import queries
from coop.governance.proposals.letters import said
from coop.governance.proposals.models import Proposal
from coop.governance.terms.queries import in_office
from coop.governance.terms.rules import Office
from coop.notices.actions import tell
from coop.notices.models import Notice
from coop.people.persons.models import Person

SOON = dt.timedelta(days=3)
"""So long before a vote lapses stewards are told once more."""


def remind(session: Session, *, at: dt.datetime) -> int:
    """Tell each steward once what waits for them, and once more before it is too late; returns how many letters."""
    stewards = [person for _term, person in in_office(session, Office.STEWARD, at=at)]
    return sum(
        _remind(session, steward, proposal, what, at=at)
        for steward in stewards
        for proposal, what in queries.to_do(session, steward.id, at=at)
    )


def _remind(session: Session, steward: Person, proposal: Proposal, what: str, *, at: dt.datetime) -> bool:
    until, link = queries.import_until(session, proposal.id), f"/decisions/{proposal.reference}/belenios"
    if until is None:
        return False
    kind = f"belenios-{what}" + ("-late" if what != "address" and until - at <= SOON else "")
    told = exists().where(Notice.person_id == steward.id, Notice.kind == kind, Notice.link == link)
    if session.execute(select(told)).scalar():
        return False
    with force_locale(steward.locale):
        subject = {
            "address": _("Tell members where to vote: %(title)s", title=proposal.title),
            "import": _("Bring the result in: %(title)s", title=proposal.title),
            "confirm": _("A result waits for your word: %(title)s", title=proposal.title),
        }[what]
        body = (
            _("The vote is open, and nobody can vote before the election stands in Belenios and its address here.")
            if what == "address"
            else _("Without a result that two stewards saw to by %(when)s the vote ends without an outcome.",
                   when=said(until, steward))
        )  # fmt: skip
        tell(session, steward, kind=kind, subject=subject[:200], body=body, link=link, at=at)
    return True
