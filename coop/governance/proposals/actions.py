"""Proposing, discussing, amending, withdrawing, and opening the vote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from coop.governance.electorate.queries import opening_of
from coop.governance.previews import actions as previews
from coop.governance.proposals import cosponsors, letters, payloads, queries
from coop.governance.proposals.models import Amendment, Comment, Discussion, Proposal, Withdrawal
from coop.governance.proposals.opening import freeze
from coop.governance.proposals.rules import Kind, Refused, Stance
from coop.people.persons.models import Person


def propose(
    session: Session,
    *,
    kind: str,
    title: str,
    text: str,
    payload: Mapping[str, Any],
    author: Person,
    at: dt.datetime,
    as_draft: bool = False,
) -> Proposal:
    """Put a proposal before the members, or keep it as the author's draft; raises Refused.

    The discussion begins at once unless it is a draft.
    """
    written = payloads.checked(session, kind, payload, at=at)
    proposal = Proposal(
        reference=_next_reference(session),
        kind=Kind(kind).value,
        title=title,
        text=text,
        payload=written,
        author_id=author.id,
        drafted_at=at,
    )
    session.add(proposal)
    session.flush()
    if not as_draft:
        begin_discussion(session, proposal, at=at)
    return proposal


def begin_discussion(session: Session, proposal: Proposal, *, at: dt.datetime) -> Discussion:
    """Show a draft to the members, who can comment from now on; raises Refused."""
    if session.get(Discussion, proposal.id) is not None:
        raise Refused(_("The discussion has begun already."))
    payloads.checked(session, proposal.kind, proposal.payload, at=at, proposal_id=proposal.id)
    discussion = Discussion(proposal_id=proposal.id, begun_at=at)
    session.add(discussion)
    session.flush()
    return discussion


def amend(
    session: Session,
    proposal: Proposal,
    *,
    title: str,
    text: str,
    payload: Mapping[str, Any],
    reason: str,
    author: Person,
    at: dt.datetime,
) -> Amendment | None:
    """Change a proposal before voting opens; raises Refused. Under discussion the words before are kept.

    Returns what is kept, and tells the co-sponsors of it; None for a draft.
    """
    _refuse_once_open(session, proposal)
    if author.id != proposal.author_id:
        raise Refused(_("Only the author can change a proposal."))
    written = payloads.checked(session, proposal.kind, payload, at=at, proposal_id=proposal.id)
    before = {"title": proposal.title, "text": proposal.text, "payload": proposal.payload}
    after = {"title": title, "text": text, "payload": written}
    if before == after:
        raise Refused(_("Nothing was changed."))
    amendment = None
    if session.get(Discussion, proposal.id) is not None:
        amendment = Amendment(
            proposal_id=proposal.id, author_id=author.id, amended_at=at, reason=reason, before=before, after=after
        )
        session.add(amendment)
    proposal.title, proposal.text, proposal.payload = title, text, written
    session.flush()
    if amendment is not None:
        for supporter in cosponsors.cosponsors_of(session, proposal, at=at):
            letters.amended(session, supporter, proposal, reason=reason, at=at)
    return amendment


def comment(
    session: Session,
    proposal: Proposal,
    *,
    author: Person,
    text: str,
    stance: str = Stance.REMARK,
    answers: Comment | None = None,
    at: dt.datetime,
) -> Comment:
    """Say something in the discussion, or answer something said; raises Refused."""
    if session.get(Discussion, proposal.id) is None or queries.is_withdrawn(session, proposal):
        raise Refused(_("This proposal is not under discussion."))
    if answers is not None and answers.proposal_id != proposal.id:
        raise Refused(_("That was said about another proposal."))
    said = Comment(
        proposal_id=proposal.id,
        answers_id=answers.id if answers else None,
        author_id=author.id,
        stance=Stance(stance).value,
        text=text,
        written_at=at,
    )
    session.add(said)
    session.flush()
    return said


def withdraw(session: Session, proposal: Proposal, *, author: Person, reason: str, at: dt.datetime) -> None:
    """Take one's own proposal back before voting opens; raises Refused."""
    _refuse_once_open(session, proposal)
    if author.id != proposal.author_id:
        raise Refused(_("Only the author can withdraw a proposal."))
    session.add(Withdrawal(proposal_id=proposal.id, withdrawn_at=at, reason=reason))
    session.flush()


def open_vote(session: Session, proposal: Proposal, *, elsewhere: bool = False, at: dt.datetime) -> None:
    """Freeze electorate, options and terms, tell all who may vote, and open the ballot, here or in Belenios.

    Raises Refused.

    The proposal row is held meanwhile, so that a vote opens once and nothing is amended under it.
    """
    session.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    _refuse_once_open(session, proposal)
    days = queries.days_before_voting(session, proposal.kind, at=at)
    discussion = session.get(Discussion, proposal.id)
    if discussion is None or at < discussion.begun_at + dt.timedelta(days=days):
        raise Refused(_("Our rules ask for at least %(days)s days of discussion first.", days=days))
    proposal.payload = payloads.checked(
        session, proposal.kind, proposal.payload, at=at, proposal_id=proposal.id
    )
    session.flush()
    cosponsors.require(session, proposal, at=at)
    freeze(session, proposal, elsewhere=elsewhere, at=at)
    previews.keep(session, proposal_id=proposal.id, kind=proposal.kind, payload=proposal.payload, at=at)


def _refuse_once_open(session: Session, proposal: Proposal) -> None:
    if opening_of(session, proposal.id) is not None:
        raise Refused(_("Voting has opened: the proposal can no longer change."))
    if queries.is_withdrawn(session, proposal):
        raise Refused(_("This proposal was withdrawn."))


def _next_reference(session: Session) -> str:
    """The next number. Taken under a lock where two could ask at once; SQLite has one writer anyhow."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7042)"))
    return str(int(session.execute(select(func.count()).select_from(Proposal)).scalar_one()) + 1)
