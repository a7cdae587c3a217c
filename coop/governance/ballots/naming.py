"""What the options of a vote are called, for a reader."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.candidates.queries import candidates_of
from coop.governance.electorate.frozen import AS_IT_IS, FrozenVote
from coop.governance.proposals.choices import written_names
from coop.governance.proposals.models import Proposal
from coop.governance.words import use


def option_names(session: Session, proposal: Proposal, vote: FrozenVote, *, for_members: bool) -> dict[str, str]:
    """The words of every option by its key, in the order of the ballot; candidates are named to members alone."""
    if vote.is_election:
        people = candidates_of(session, proposal.id) if for_members else {}
        numbers = {key: _("Candidate %(number)s", number=key) for key in vote.options}
        return {**numbers, **{key: person.display_name for key, person in people.items()}}
    written = written_names(proposal)
    if not vote.has_options:
        return {key: use(key) for key in vote.options}
    return {key: _("Leave it as it is") if key == AS_IT_IS else written.get(key, key) for key in vote.options}
