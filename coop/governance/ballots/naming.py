"""What the options of a vote are called, for a reader."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.governance.electorate.frozen import AS_IT_IS, FrozenVote
from coop.governance.proposals.choices import written_names
from coop.governance.proposals.models import Proposal
from coop.governance.words import use


def option_names(proposal: Proposal, vote: FrozenVote) -> dict[str, str]:
    """The words of every option by its key, in the order of the ballot."""
    written = written_names(proposal)
    if not vote.has_options:
        return {key: use(key) for key in vote.options}
    return {key: _("Leave it as it is") if key == AS_IT_IS else written.get(key, key) for key in vote.options}
