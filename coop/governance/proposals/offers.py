"""Amendments that members offer to the author of a proposal. Only the author's yes changes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from coop.governance.electorate.queries import opening_of
from coop.governance.proposals import actions, letters, payloads, queries
from coop.governance.proposals.models import AmendmentAnswer, AmendmentOffer, Proposal
from coop.governance.proposals.rules import Answer, Refused
from coop.people.persons.models import Person


@dataclass(frozen=True)
class Offered:
    """An offer and what became of it. `is_stale`: the proposal was changed since, so that it no longer fits."""

    offer: AmendmentOffer
    answer: AmendmentAnswer | None
    is_stale: bool


def offers_of(session: Session, proposal: Proposal) -> list[Offered]:
    """Every offer, the newest first."""
    query = (
        select(AmendmentOffer, AmendmentAnswer)
        .outerjoin(AmendmentAnswer, AmendmentAnswer.offer_id == AmendmentOffer.id)
        .where(AmendmentOffer.proposal_id == proposal.id)
        .options(joinedload(AmendmentOffer.author))
        .order_by(AmendmentOffer.id.desc())
    )
    now = _words(proposal)
    return [Offered(offer, answer, offer.before != now) for offer, answer in session.execute(query)]


def offer_by_id(session: Session, proposal: Proposal, offer_id: int) -> AmendmentOffer | None:
    """An offer about this proposal."""
    found = session.get(AmendmentOffer, offer_id)
    return found if found is not None and found.proposal_id == proposal.id else None


def offer(
    session: Session,
    proposal: Proposal,
    *,
    title: str,
    text: str,
    payload: Mapping[str, Any],
    reason: str,
    author: Person,
    at: dt.datetime,
) -> AmendmentOffer:
    """Ask the author of a proposal under discussion to change it so; tells them. Raises Refused."""
    _refuse_unless_discussed(session, proposal)
    if author.id == proposal.author_id:
        raise Refused(_("It is your own proposal: you can amend it yourself."))
    written = payloads.checked(session, proposal.kind, payload, at=at, proposal_id=proposal.id)
    before, after = _words(proposal), {"title": title, "text": text, "payload": written}
    if before == after:
        raise Refused(_("Nothing was changed."))
    offered = AmendmentOffer(
        proposal_id=proposal.id, author_id=author.id, offered_at=at, reason=reason, before=before, after=after
    )
    session.add(offered)
    session.flush()
    letters.amendment_offered(session, session.get_one(Person, proposal.author_id), proposal, author=author, at=at)
    return offered


def answer(
    session: Session,
    proposal: Proposal,
    offered: AmendmentOffer,
    *,
    answer: str,
    reason: str = "",
    person: Person,
    at: dt.datetime,
) -> None:
    """Accept or decline an offer as the proposal's author, or withdraw one's own; once, before voting opens.

    Raises Refused. Accepting changes the proposal, as an amendment with the offer's reason.
    """
    session.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    wanted = Answer(answer)
    _refuse_unless_discussed(session, proposal)
    if session.get(AmendmentAnswer, offered.id) is not None:
        raise Refused(_("This amendment has been answered already."))
    if person.id != (offered.author_id if wanted is Answer.WITHDRAWN else proposal.author_id):
        raise Refused(_("Only the author of the proposal answers an amendment; only who offered it withdraws it."))
    amendment = None
    if wanted is Answer.ACCEPTED:
        if offered.before != _words(proposal):
            raise Refused(_("The proposal was changed since: the amendment has to be offered anew."))
        amendment = actions.amend(
            session, proposal, reason=offered.reason, author=person, at=at, **_facts(offered.after)
        )
    session.add(
        AmendmentAnswer(
            offer_id=offered.id,
            answer=wanted.value,
            reason=reason,
            answered_at=at,
            amendment_id=amendment.id if amendment else None,
        )
    )
    session.flush()
    if wanted is not Answer.WITHDRAWN:
        offerer = session.get_one(Person, offered.author_id)
        accepted = wanted is Answer.ACCEPTED
        letters.amendment_answered(session, offerer, proposal, accepted=accepted, reason=reason, at=at)


def _words(proposal: Proposal) -> dict[str, Any]:
    return {"title": proposal.title, "text": proposal.text, "payload": proposal.payload}


def _facts(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: words[name] for name in ("title", "text", "payload")}


def _refuse_unless_discussed(session: Session, proposal: Proposal) -> None:
    if opening_of(session, proposal.id) is not None:
        raise Refused(_("Voting has opened: the proposal can no longer change."))
    if queries.discussion_of(session, proposal) is None or queries.is_withdrawn(session, proposal):
        raise Refused(_("This proposal is not under discussion."))
