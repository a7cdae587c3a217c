"""A member's own line in a distribution, found by the pseudonym that only they and the books can make."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.closing.queries import StatedOutcome
from coop.governance.distribution.models import DividendLine
from coop.governance.electorate.rules import pseudonym
from coop.governance.proposals.models import Proposal
from coop.ledger.models import Party
from coop.people.persons.models import Person


def own_dividend(
    session: Session, proposal: Proposal, outcome: StatedOutcome | None, person_id: int | None
) -> DividendLine | None:
    """The reader's dividend by this decision, None when there is none or it is not carried out."""
    if outcome is None or outcome.decision_id is None or person_id is None:
        return None
    token = session.execute(
        select(Party.token).join(Person, Person.party_id == Party.id).where(Person.id == person_id)
    ).scalar_one()
    return session.get(DividendLine, (outcome.decision_id, pseudonym(proposal.reference, token)))
