"""How a vote's paper is laid out on a page: its fields with what is said beside each."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.ballots import forms
from coop.governance.candidates.queries import statements_of
from coop.governance.distribution.frozen import read
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.proposals.models import Proposal
from coop.governance.words import use_hint
from coop.web.filters import money, percent
from coop.web.text import markdown


def sheet(session: Session, proposal: Proposal, vote: FrozenVote, form: forms.BallotForm) -> dict[str, Any]:
    """What the template of the paper reads, whether it is one's own ballot or the one for others."""
    surplus = read(vote.terms) if vote.is_split else None
    rows, figures = [], []
    if surplus is not None:
        floors = {floor.use: floor.share for floor in surplus.floors.shares}
        rows = [
            (
                form[key],
                _("On top of the %(share)s that our rules give it.", share=percent(floors[key]))
                if key in floors
                else use_hint(key),
            )
            for key in vote.options
        ]
    if vote.has_options and not vote.approves:
        notes = statements_of(session, proposal.id) if vote.is_election else {}
        figures = [(forms.field_of(form, key), notes.get(key, "")) for key in vote.options]
    costs = dict(zip(vote.options, vote.costs, strict=True)) if vote.is_round else {}
    return {
        "notes": {key: money(cents) for key, cents in costs.items()},
        "rows": rows,
        "figures": figures,
        "text": markdown(proposal.text),
        "votable_cents": surplus.split(None).votable_cents if surplus else None,
        "surplus": surplus,
    }
