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
from coop.governance.paper_ballots.rules import Bar, bar, digest
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
    others = set(people) - possible.keys()
    if others:
        known = {person.id: person.display_name for person, _voted in queries.roll_people(session, proposal.id)}
        who = ", ".join(sorted(known.get(each, "?") for each in others))
        raise Refused(_("%(who)s: has voted already, stands on another list, or is not on the roll.", who=who))
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
    content: Mapping[str, int] | str | None,
    at: dt.datetime,
) -> None:
    """Enter what the next paper of the pile says, None where it is blank or spoiled.

    Raises NotOpen, Refused, and for the content InvalidSplit or ValueError.
    """
    _opening, vote = open_vote(session, proposal, at=at)
    shown = _unsettled(session, proposal, number)
    _refuse_others(shown, steward)
    there = queries.contents(session, number)
    if len(there) >= len(shown.names):
        raise Refused(_("There are as many papers as names."))
    written = None if content is None else written_content(content, vote)
    place = max((place for place, _content in there), default=0) + 1
    session.add(PaperContent(batch_id=number, place=place, proposal_id=proposal.id, content=written))
    session.flush()


def take_out(
    session: Session, proposal: Proposal, number: int, place: int, *, steward: Person, at: dt.datetime
) -> None:
    """Take out a paper that was entered wrongly. Raises NotOpen, Refused."""
    open_vote(session, proposal, at=at)
    _refuse_others(_unsettled(session, proposal, number), steward)
    session.execute(delete(PaperContent).where(PaperContent.batch_id == number, PaperContent.place == place))


def sign(
    session: Session, proposal: Proposal, number: int, *, steward: Person, seen: str, at: dt.datetime
) -> PaperSigning:
    """Put the ballots into the box and mark who voted. Raises NotOpen, Refused.

    `seen` is the digest of what the steward compared: a list that changed since is compared anew. A spoiled paper is
    no ballot, but whoever handed it in has voted: nobody knows whose it was.
    """
    _opening, vote = open_vote(session, proposal, at=at)
    shown = _unsettled(session, proposal, number)
    people, papers = sorted(person.id for person in shown.names), queries.contents(session, number)
    found = bar(
        opened_by=shown.batch.opened_by_id, signer=steward.id, names=len(people), papers=len(papers),
        voted=queries.voted_among(session, proposal.id, people), as_seen=seen == digest(people, papers),
    )  # fmt: skip
    if found is not None:
        raise Refused(_why(found))
    texts = [text for _place, text in papers if text is not None]
    spoiled = len(papers) - len(texts)
    signing = PaperSigning(
        batch_id=number, signed_by_id=steward.id, signed_at=at, ballots=len(texts), spoiled=spoiled
    )
    session.add(signing)
    session.flush()
    session.execute(delete(PaperContent).where(PaperContent.batch_id == number))
    session.execute(insert(VoterMark), [{"proposal_id": proposal.id, "person_id": each} for each in people])
    _put_into_box(session, proposal, vote.reference, texts)
    for person in shown.names:
        letters.was_counted(session, person, proposal, spoiled=spoiled, at=at)
    return signing


def _put_into_box(session: Session, proposal: Proposal, reference: str, texts: Sequence[str]) -> None:
    """Each under a receipt code that is kept nowhere, and so a fingerprint by chance, by which they are sorted.

    No order of the pile is left, and nothing says of a ballot in the box that it was on paper.
    """
    ballots = sorted((ballot_hash(reference=reference, receipt=fresh_receipt(), content=text), text) for text in texts)
    if ballots:
        session.execute(
            insert(Ballot),
            [{"hash": hashed, "proposal_id": proposal.id, "content": text} for hashed, text in ballots],
        )


def discard(
    session: Session, proposal: Proposal, number: int, *, steward: Person, reason: str, at: dt.datetime
) -> None:
    """Throw a list and its papers away; its members are told and can vote. Raises NotOpen, Refused."""
    open_vote(session, proposal, at=at)
    shown = _unsettled(session, proposal, number)
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


def _unsettled(session: Session, proposal: Proposal, number: int) -> Shown:
    shown = queries.batch(session, proposal.id, number)
    if shown is None or not shown.is_open:
        raise Refused(_("This list is settled already."))
    return shown


def _refuse_others(shown: Shown, steward: Person) -> None:
    if steward.id != shown.batch.opened_by_id:
        raise Refused(_("Who began this list enters its papers: whoever else checks them can sign."))


def _why(found: Bar) -> str:
    if found is Bar.OWN:
        return str(_("A second steward has to sign: you began this list."))
    if found is Bar.CHANGED:
        return str(_("The list has changed since you looked: compare it with the paper again."))
    if found is Bar.COUNT:
        return str(_("There are not as many papers as names."))
    return str(_("One of them has voted already: throw this list away and begin anew."))
