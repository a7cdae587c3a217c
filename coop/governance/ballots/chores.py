"""Reminding those who have not voted, once, before a vote closes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.session import retrying
from coop.governance.ballots.models import Reminder
from coop.governance.ballots.queries import not_voted
from coop.governance.delegation.queries import given_in
from coop.governance.electorate.models import Opening
from coop.governance.proposals import letters
from coop.governance.proposals.models import Proposal

REMIND_BEFORE = dt.timedelta(hours=48)


def remind(session: Session, *, at: dt.datetime) -> int:
    """Write to everyone on the roll who has not voted, in votes that close within two days; returns how many.

    A vote open for less than four days reminds when half of its time is over.
    """
    openings = session.execute(
        select(Opening)
        .outerjoin(Reminder, Reminder.proposal_id == Opening.proposal_id)
        .where(Opening.closes_at > at, Reminder.proposal_id.is_(None))
        .with_for_update(of=Opening)
    ).scalars()
    reminded = 0
    for opening in openings.all():
        if opening.closes_at - at > min(REMIND_BEFORE, (opening.closes_at - opening.opened_at) / 2):
            continue
        proposal = session.get_one(Proposal, opening.proposal_id)
        people, given = not_voted(session, opening.proposal_id), given_in(session, opening, at=at)
        for person in people:
            letters.vote_closing(session, person, proposal, opening, is_carried=person.id in given, at=at)
        session.add(Reminder(proposal_id=opening.proposal_id, sent_at=at, people=len(people)))
        reminded += len(people)
    session.flush()
    return reminded


def remind_voters(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """The chore: every reminder that is due, in one database transaction."""
    return retrying(engine, lambda session: remind(session, at=at))


DUTIES = [("remind voters", 900, remind_voters)]
