"""What members are told about nominations and vacancies."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.proposals.models import Proposal
from coop.notices.actions import tell
from coop.people.persons.models import Person


def was_nominated(session: Session, person: Person, proposal: Proposal, *, at: dt.datetime) -> None:
    """To somebody whom another member put forward: do you stand?"""
    tell(
        session,
        person,
        kind="nominated",
        subject=_("You were nominated: %(title)s", title=proposal.title)[:200],
        body=_(
            "You stand only if you accept. You can say a few words to the members, and step back until voting opens."
        ),
        link=f"/decisions/{proposal.reference}/nominations",
        at=at,
    )


def is_asked(session: Session, person: Person, *, name: str, countback_id: int, at: dt.datetime) -> None:
    """To the runner-up of an election: the seat of somebody who left would be theirs."""
    tell(
        session,
        person,
        kind="countback",
        subject=_("Will you take a seat that fell vacant?"),
        body=_(
            "%(office)s: somebody left before their time. The ballots of that election, counted back, give the seat to "
            "you. If you decline, the next one is asked.",
            office=name,
        ),
        link=f"/offices/countbacks/{countback_id}",
        at=at,
    )
