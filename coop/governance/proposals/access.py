"""Which proposal a page is about, and whether its reader may see it."""

from __future__ import annotations

from flask import abort

from coop.governance.proposals import queries
from coop.governance.proposals.models import Proposal
from coop.people.guards import current_person
from coop.web.database import session


def readable(reference: str) -> Proposal:
    """The proposal; a draft is its author's alone."""
    found = queries.by_reference(session, reference)
    if found is None:
        abort(404)
    if queries.discussion_of(session, found) is None and found.author_id != current_person().id:
        abort(404)
    return found


def own(reference: str) -> Proposal:
    """The reader's own proposal."""
    found = readable(reference)
    if found.author_id != current_person().id:
        abort(403)
    return found
