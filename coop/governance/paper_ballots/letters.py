"""What members are told whose names stand on the list of a meeting's paper ballots."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from coop.governance.proposals.models import Proposal
from coop.notices.actions import tell
from coop.people.persons.models import Person


def was_listed(session: Session, person: Person, proposal: Proposal, *, at: dt.datetime) -> None:
    """To who is said to have voted on paper: until that is settled they cannot vote here."""
    _tell(session, person, proposal, "paper-listed", _("You are listed as having voted on paper"),
          _("Until a second steward has checked the ballots you cannot vote on the site. If this was not you, or you "
            "handed in no ballot, say so to a steward at once: the list is then thrown away."), at=at)  # fmt: skip


def was_counted(session: Session, person: Person, proposal: Proposal, *, spoiled: int, at: dt.datetime) -> None:
    """To who is marked as having voted; whether their own paper was spoiled nobody knows."""
    besides = ngettext(
        "%(num)s of the papers was blank or spoiled and is not counted; nobody knows whose.",
        "%(num)s of the papers were blank or spoiled and are not counted; nobody knows whose.",
        spoiled,
    )
    parts = (
        _("Two stewards checked the ballots of the meeting and put them into the box with all others, without names."),
        besides if spoiled else "",
        _("If you handed none in, say so: complain to the stewards, and ask for the roll of the meeting."),
    )
    _tell(session, person, proposal, "paper-counted", _("You are marked as having voted on paper"),
          " ".join(part for part in parts if part), at=at)  # fmt: skip


def was_discarded(
    session: Session, person: Person, proposal: Proposal, *, reason: str, may_vote: bool, at: dt.datetime
) -> None:
    """To who stood on a list that counts no more."""
    after = (
        _("Your ballot on paper is not counted: vote on the site, or on paper anew.")
        if may_vote
        else _("Your ballot on paper is not counted: voting ended before a second steward had signed.")
    )
    _tell(session, person, proposal, "paper-discarded", _("The paper ballots were thrown away"),
          "\n\n".join(part for part in (reason, after) if part), at=at)  # fmt: skip


def _tell(
    session: Session, person: Person, proposal: Proposal, kind: str, subject: str, body: str, *, at: dt.datetime
) -> None:
    tell(session, person, kind=kind, subject=subject, body=f"{proposal.title}\n\n{body}",
         link=f"/decisions/{proposal.reference}", at=at)  # fmt: skip
