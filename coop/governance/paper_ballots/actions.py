"""Entering paper ballots, and casting them at a second steward's signature: detached, shuffled, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from coop.governance.ballots.actions import fresh_receipt, open_vote, written_content
from coop.governance.ballots.models import (
    Ballot,
    PaperBatch,
    PaperContent,
    PaperDiscard,
    PaperName,
    PaperSigning,
    VoterMark,
)
from coop.governance.ballots.receipts import ballot_hash
from coop.governance.paper_ballots import letters, queries
from coop.governance.paper_ballots.queries import Shown
from coop.governance.paper_ballots.rules import Bar, bar
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person


def open_batch(
    session: Session, proposal: Proposal, *, steward: Person, people: Sequence[int], at: dt.datetime
) -> PaperBatch:
    """Say who handed in a ballot on paper; they are told, and cannot vote online meanwhile. Raises NotOpen, Refused."""
    open_vote(session, proposal, at=at)
    possible = {person.id: person for person in queries.can_be_named(session, proposal.id)}
    if not people:
        raise Refused(_("Tick who handed in a ballot."))
    if not set(people) <= possible.keys():
        raise Refused(_("One of them is not on the roll, has voted already, or stands on another list."))
    made = PaperBatch(proposal_id=proposal.id, opened_by_id=steward.id, opened_at=at)
    session.add(made)
    session.flush()
    session.execute(insert(PaperName), [{"batch_id": made.id, "person_id": each} for each in sorted(set(people))])
    for each in sorted(set(people)):
        letters.was_listed(session, possible[each], proposal, at=at)
    return made


def enter(
    session: Session,
    proposal: Proposal,
    number: int,
    *,
    steward: Person,
    content: Mapping[str, int] | str,
    at: dt.datetime,
) -> str:
    """Enter what one ballot says, the next of the pile; its canonical text.

    Raises NotOpen, Refused, and for the content InvalidSplit or ValueError.
    """
    _opening, vote = open_vote(session, proposal, at=at)
    shown = _undecided(session, proposal, number)
    if steward.id != shown.batch.opened_by_id:
        raise Refused(_("Who began this list enters its ballots: whoever else checks them can sign."))
    there = queries.contents(session, number)
    if len(there) >= len(shown.names):
        raise Refused(_("There are as many ballots as names."))
    written = written_content(content, vote)
    place = max((place for place, _content in there), default=0) + 1
    session.add(PaperContent(batch_id=number, place=place, proposal_id=proposal.id, content=written))
    session.flush()
    return written


def take_out(
    session: Session, proposal: Proposal, number: int, place: int, *, steward: Person, at: dt.datetime
) -> None:
    """Take out a ballot that was entered wrongly. Raises NotOpen, Refused."""
    open_vote(session, proposal, at=at)
    shown = _undecided(session, proposal, number)
    if steward.id != shown.batch.opened_by_id:
        raise Refused(_("Who began this list enters its ballots: whoever else checks them can sign."))
    session.execute(delete(PaperContent).where(PaperContent.batch_id == number, PaperContent.place == place))


def sign(session: Session, proposal: Proposal, number: int, *, steward: Person, at: dt.datetime) -> int:
    """Put the ballots into the box and mark who voted; returns how many. Raises NotOpen, Refused.

    Each ballot gets a receipt code that is kept nowhere, and so a fingerprint by chance, by which they are sorted: no
    order of the pile is left, and nothing says of a ballot in the box that it was on paper.
    """
    _opening, vote = open_vote(session, proposal, at=at)
    shown = _undecided(session, proposal, number)
    people = sorted(person.id for person in shown.names)
    texts = [content for _place, content in queries.contents(session, number)]
    found = bar(
        opened_by=shown.batch.opened_by_id, signer=steward.id, names=len(people), ballots=len(texts),
        voted=queries.voted_among(session, proposal.id, people),
    )  # fmt: skip
    if found is not None:
        raise Refused(_why(found))
    session.add(PaperSigning(batch_id=number, signed_by_id=steward.id, signed_at=at, ballots=len(texts)))
    session.flush()
    session.execute(delete(PaperContent).where(PaperContent.batch_id == number))
    session.execute(insert(VoterMark), [{"proposal_id": proposal.id, "person_id": each} for each in people])
    ballots = sorted(
        (ballot_hash(reference=vote.reference, receipt=fresh_receipt(), content=text), text) for text in texts
    )
    session.execute(
        insert(Ballot),
        [{"hash": hashed, "proposal_id": proposal.id, "content": text} for hashed, text in ballots],
    )
    for person in shown.names:
        letters.was_counted(session, person, proposal, at=at)
    return len(texts)


def discard(
    session: Session, proposal: Proposal, number: int, *, steward: Person, reason: str, at: dt.datetime
) -> None:
    """Throw a list and its ballots away; its members are told and can vote. Raises NotOpen, Refused."""
    open_vote(session, proposal, at=at)
    shown = _undecided(session, proposal, number)
    if not reason.strip():
        raise Refused(_("Say why."))
    _throw_away(session, proposal, shown, steward=steward, reason=reason.strip(), at=at)


def lapse(session: Session, proposal: Proposal, *, at: dt.datetime) -> None:
    """Throw away what nobody signed while voting was open; called by who closes the vote, under its lock."""
    for shown in queries.batches(session, proposal.id):
        if shown.is_open:
            _throw_away(session, proposal, shown, steward=None, reason="", at=at)


def _throw_away(
    session: Session, proposal: Proposal, shown: Shown, *, steward: Person | None, reason: str, at: dt.datetime
) -> None:
    number = shown.batch.id
    session.execute(delete(PaperContent).where(PaperContent.batch_id == number))
    session.add(
        PaperDiscard(
            batch_id=number, discarded_by_id=steward.id if steward else None, reason=reason, discarded_at=at
        )
    )
    session.flush()
    for person in shown.names:
        letters.was_discarded(session, person, proposal, reason=reason, may_vote=steward is not None, at=at)


def _undecided(session: Session, proposal: Proposal, number: int) -> Shown:
    session.expire_all()
    shown = queries.batch(session, proposal.id, number)
    if shown is None or not shown.is_open:
        raise Refused(_("This list is settled already."))
    return shown


def _why(found: Bar) -> str:
    if found is Bar.OWN:
        return str(_("A second steward has to sign: you began this list."))
    if found is Bar.COUNT:
        return str(_("There are not as many ballots as names."))
    return str(_("One of them has voted already: throw this list away and begin anew."))
