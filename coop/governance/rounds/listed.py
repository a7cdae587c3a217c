"""The projects of a round for everybody's page: what each is for and costs, and what became of it. Nobody is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from coop.governance.enactment.queries import enactment_of
from coop.governance.ideas.queries import projects_of, standing
from coop.governance.proposals.models import Proposal
from coop.money.fund.commitments.queries import CommitmentView, of_decision
from coop.web.text import markdown


@dataclass(frozen=True)
class Listed:
    """A project: its number once voting has opened, its words, and the promise made to it, if it won."""

    key: str
    title: str
    text: Markup
    cost_cents: int
    promise: CommitmentView | None


def listed(session: Session, proposal: Proposal, *, at: dt.datetime) -> list[Listed]:
    """In the order of the ballot; before voting opens, in that in which they were proposed."""
    frozen = projects_of(session, proposal.id)
    enactment = enactment_of(session, proposal.id)
    promises = {view.commitment.line: view for view in of_decision(session, enactment.decision_id)} if enactment else {}
    rows = list(frozen.items()) or [("", one) for one in standing(session, proposal.id, at=at)]
    return [
        Listed(
            key,
            one.version.title,
            markdown(one.version.text),
            one.version.cost_cents,
            promises.get(int(key)) if key else None,
        )
        for key, one in rows
    ]
