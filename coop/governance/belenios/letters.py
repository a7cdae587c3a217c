"""What members are told of a vote that is held in Belenios."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.electorate.models import Opening
from coop.governance.proposals.letters import said
from coop.governance.proposals.models import Proposal
from coop.notices.actions import tell
from coop.people.persons.models import Person


def was_announced(
    session: Session,
    person: Person,
    proposal: Proposal,
    opening: Opening,
    *,
    address: str,
    changed: bool,
    at: dt.datetime,
) -> None:
    """To everybody on the roll: where to vote. The address stands in many inboxes, so no other election can take its
    place unseen."""
    changes = _(
        "The address has changed: only a vote at this one is counted. Whoever voted elsewhere votes again here."
    )
    parts = (
        changes if changed else "",
        _(
            "Vote until %(when)s at\n%(address)s\nwith the credential that Belenios sent you. Keep the tracking number "
            "that you are shown: with it you can see there that your ballot is in the box.",
            when=said(opening.closes_at, person),
            address=address,
        ),
        _("If you got no credential, say so to a steward now."),
    )
    tell(
        session,
        person,
        kind="vote-elsewhere",
        subject=_("Where to vote: %(title)s", title=proposal.title)[:200],
        body="\n\n".join(part for part in parts if part),
        link=f"/decisions/{proposal.reference}",
        at=at,
    )
