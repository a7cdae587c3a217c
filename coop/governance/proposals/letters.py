"""What members are told about a vote; the words of every letter in one place."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.electorate.models import Opening
from coop.governance.proposals.models import Proposal
from coop.notices.actions import tell
from coop.people.persons.models import Person


def vote_opened(
    session: Session, person: Person, proposal: Proposal, opening: Opening, *, at: dt.datetime
) -> None:
    """Voting is open: what about, until when, and where."""
    body = _(
        "Voting on decision %(reference)s is open until %(when)s. You are one of %(count)s who can vote.",
        reference=proposal.reference,
        when=said(opening.closes_at, person),
        count=opening.roll_size,
    )
    held = bool(opening.terms.get("held"))
    if held:
        body += "\n\n" + _(
            "It is held in Belenios, not here: you get a letter with its address, and from Belenios one with your "
            "credential. Keep that: without it you cannot vote."
        )
    tell(
        session,
        person,
        kind="vote-opened",
        subject=_("Vote now: %(title)s", title=proposal.title)[:200],
        body=body,
        link=f"/decisions/{proposal.reference}" + ("" if held else "/ballot"),
        at=at,
    )


def vote_closing(
    session: Session,
    person: Person,
    proposal: Proposal,
    opening: Opening,
    *,
    is_carried: bool = False,
    at: dt.datetime,
) -> None:
    """A reminder to those who have not voted; it does not name who votes for them, as letters outlast the vote.

    Of a vote held in Belenios nobody here knows who has voted: all are reminded.
    """
    held = bool(opening.terms.get("held"))
    body = _(
        "Voting on decision %(reference)s in Belenios is open until %(when)s. If you have voted, there is nothing "
        "to do.",
        reference=proposal.reference,
        when=said(opening.closes_at, person),
    ) if held else _(
        "You can vote on decision %(reference)s until %(when)s. You have not voted yet.",
        reference=proposal.reference,
        when=said(opening.closes_at, person),
    )
    if is_carried:
        body += "\n\n" + _("You gave your vote to another member: if you vote yourself, your own counts instead.")
    tell(
        session,
        person,
        kind="vote-closing",
        subject=_("Voting closes soon: %(title)s", title=proposal.title)[:200],
        body=body,
        link=f"/decisions/{proposal.reference}" + ("" if held else "/ballot"),
        at=at,
    )


def outcome_elsewhere(session: Session, person: Person, proposal: Proposal, *, statement: str, at: dt.datetime) -> None:
    """The outcome of a vote held in Belenios: the statement names the archive's fingerprint, or says there is none."""
    tell(
        session,
        person,
        kind="vote-outcome",
        subject=_("Outcome: %(title)s", title=proposal.title)[:200],
        body=_("%(statement)s\n\nKeep this letter: what it says cannot change unseen.", statement=statement),
        link=f"/decisions/{proposal.reference}",
        at=at,
    )


def outcome_stated(
    session: Session, person: Person, proposal: Proposal, *, statement: str, chain_head: str, at: dt.datetime
) -> None:
    """The outcome, with the head of the chain of ballots: kept in many inboxes, it cannot change unseen."""
    tell(
        session,
        person,
        kind="vote-outcome",
        subject=_("Outcome: %(title)s", title=proposal.title)[:200],
        body=_(
            "%(statement)s\n\nThe ballots of decision %(reference)s are published. The head of their chain is"
            "\n%(head)s\nKeep this letter: with it you can tell whether a ballot was changed later.",
            statement=statement,
            reference=proposal.reference,
            head=chain_head,
        ),
        link=f"/decisions/{proposal.reference}",
        at=at,
    )


def not_carried_out(
    session: Session, person: Person, proposal: Proposal, *, reason: str, at: dt.datetime
) -> None:
    """To stewards: a decision could not be carried out."""
    tell(
        session,
        person,
        kind="enactment-failed",
        subject=_("Decision %(reference)s was not carried out", reference=proposal.reference),
        body=_(
            "%(title)s\n\nReason: %(reason)s\n\nIt will be tried again by itself; if it fails again, "
            "somebody has to look into it.",
            title=proposal.title,
            reason=reason,
        ),
        link=f"/decisions/{proposal.reference}",
        at=at,
    )


def amendment_offered(
    session: Session, person: Person, proposal: Proposal, *, author: Person, at: dt.datetime
) -> None:
    """To the author: a member would change the proposal."""
    tell(
        session,
        person,
        kind="amendment-offered",
        subject=_("%(name)s would change your proposal", name=author.display_name),
        body=_(
            "%(title)s\n\nRead the change and say yes or no before the vote opens. Without your yes nothing changes.",
            title=proposal.title,
        ),
        link=f"/decisions/{proposal.reference}/discussion#amendments",
        at=at,
    )


def amendment_answered(
    session: Session, person: Person, proposal: Proposal, *, accepted: bool, reason: str, at: dt.datetime
) -> None:
    """To who offered it: what the author said."""
    subject = _("Your amendment was accepted") if accepted else _("Your amendment was not accepted")
    tell(
        session,
        person,
        kind="amendment-answered",
        subject=subject,
        body="\n\n".join(part for part in (proposal.title, reason) if part),
        link=f"/decisions/{proposal.reference}/discussion#amendments",
        at=at,
    )


def amended(session: Session, person: Person, proposal: Proposal, *, reason: str, at: dt.datetime) -> None:
    """To its co-sponsors: what they support was changed, and they can think again."""
    tell(
        session,
        person,
        kind="proposal-amended",
        subject=_("A proposal that you support was changed: %(title)s", title=proposal.title)[:200],
        body=_("The reason given: %(reason)s\n\nIf you no longer support it, take your name back.", reason=reason),
        link=f"/decisions/{proposal.reference}/discussion",
        at=at,
    )


def said(moment: dt.datetime, person: Person) -> str:
    """A moment in the person's own zone and language."""
    local = moment.astimezone(ZoneInfo(person.timezone))
    return str(format_datetime(local, "d MMMM y, HH:mm", locale=person.locale))
