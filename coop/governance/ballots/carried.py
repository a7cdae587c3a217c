"""A delegate's paper for others: laid ready while voting is open, turned into detached ballots when it closes.

Why it works like this, and what it reveals: docs/decisions/0026-a-delegates-paper-is-cast-at-close.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from coop.governance.ballots import queries
from coop.governance.ballots.actions import fresh_receipt, open_vote, written_content
from coop.governance.ballots.models import CarriedBallot, CarriedMark, VoterMark
from coop.governance.ballots.receipts import ballot_hash, carried_receipt, find_ballot, read_receipt
from coop.governance.delegation.queries import given_in, voters_still
from coop.governance.delegation.rules import Given, carried
from coop.governance.electorate.models import Opening
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person


class NoPaper(Refused):
    """This person cannot fill in a paper for others; the message says why."""


@dataclass(frozen=True)
class AtClose:
    """What delegates cast were the vote to close at this moment: ballots as (hash, content), and for whom.

    `waited` are those who gave their vote and did not vote, and for whom nothing is cast.
    """

    ballots: list[tuple[str, str]]
    people: list[int]
    waited: list[int]


@dataclass(frozen=True)
class Carrying:
    """What a page about a vote tells of votes given to others, the last two to the reader alone."""

    voted: int
    """Who voted, or is carried by somebody who did."""
    others: int
    """How many of these are carried."""
    given: int
    """How many of the roll gave their vote to another: a count, and never who."""
    delegate: Person | None
    """Who votes for the reader unless they vote themselves."""
    carries: int
    """How many votes the reader carries."""


def fill_in(
    session: Session,
    proposal: Proposal,
    *,
    delegate: Person,
    content: Mapping[str, int] | str,
    fresh: str | None = None,
    at: dt.datetime,
) -> tuple[str, str]:
    """Fill in the paper for those whom one carries, anew or in place of an earlier one; its code and canonical text.

    The code is stored nowhere. Raises NotOpen, NoPaper, and for the content InvalidSplit or ValueError.
    """
    opening, vote = open_vote(session, proposal, at=at)
    if carries(session, opening, delegate.id, at=at) < 1:
        raise NoPaper(_("You carry nobody's vote here."))
    if not queries.has_voted(session, proposal.id, delegate.id):
        raise NoPaper(_("Vote yourself first: who does not vote votes for nobody else."))
    written = written_content(content, vote)
    if written.startswith("block:"):
        raise NoPaper(_("A block is nobody's to give for others: it needs somebody who stands up for its reason."))
    code = read_receipt(fresh) if fresh else fresh_receipt()
    _throw_away(session, proposal.id, delegate.id)
    session.execute(
        insert(CarriedBallot),
        [
            {
                "proposal_id": proposal.id,
                "delegate_id": delegate.id,
                "place": place,
                "hash": ballot_hash(reference=vote.reference, receipt=carried_receipt(code, place), content=written),
                "content": written,
            }
            for place in range(1, opening.delegation_cap + 1)
        ],
    )
    return code, written


def take_back(session: Session, proposal: Proposal, *, delegate: Person, at: dt.datetime) -> None:
    """Throw the paper away: nothing is cast for others then. Raises NotOpen."""
    open_vote(session, proposal, at=at)
    _throw_away(session, proposal.id, delegate.id)


def _throw_away(session: Session, proposal_id: int, delegate_id: int) -> None:
    session.execute(
        delete(CarriedBallot).where(
            CarriedBallot.proposal_id == proposal_id, CarriedBallot.delegate_id == delegate_id
        )
    )


def paper_of(session: Session, proposal_id: int, delegate_id: int) -> str | None:
    """What a delegate's paper says, None without one or once voting is closed."""
    query = select(CarriedBallot.content).where(
        CarriedBallot.proposal_id == proposal_id, CarriedBallot.delegate_id == delegate_id
    )
    return session.execute(query.limit(1)).scalar_one_or_none()


def opened_by(session: Session, proposal: Proposal, *, receipt: str, cap: int) -> list[tuple[str, str, str]]:
    """What the code of a paper opens, as (receipt code, hash, content) of each ballot: none for any other code.

    While voting is open those laid ready, as many as could be needed; afterwards those that were cast and published.
    """
    rows = select(CarriedBallot.hash, CarriedBallot.content).where(CarriedBallot.proposal_id == proposal.id)
    is_closed = queries.is_closed(session, proposal.id)
    cast = queries.contents(session, proposal.id) if is_closed else session.execute(rows)
    ballots = {hashed: content for hashed, content in cast}  # noqa: C416  rows are no pairs to mypy
    found = []
    for code in (carried_receipt(receipt, place) for place in range(1, cap + 1)):
        hashed = find_ballot(reference=proposal.reference, receipt=code, ballots=ballots.items())
        if hashed is not None:
            found.append((code, hashed, ballots[hashed]))
    return found


def carries(session: Session, opening: Opening, delegate_id: int, *, at: dt.datetime) -> int:
    """How many members gave this one their vote, whether they have voted themselves or not; at most the cap."""
    return _most(opening, given_in(session, opening, at=at), delegate_id)


def _most(opening: Opening, given: Mapping[int, Given], delegate_id: int) -> int:
    return min(opening.delegation_cap, sum(one.delegate == delegate_id for one in given.values()))


def at_close(
    session: Session, opening: Opening, *, at: dt.datetime, given: Mapping[int, Given] | None = None
) -> AtClose:
    """What delegates cast for others if the vote closes at `at`: decided here and nowhere else.

    `given` is what `given_in` says of the same moment, where that was read already.
    """
    given = given_in(session, opening, at=at) if given is None else given
    if not given:
        return AtClose([], [], [])
    papers: dict[int, list[tuple[str, str]]] = {}
    rows = session.execute(
        select(CarriedBallot.delegate_id, CarriedBallot.hash, CarriedBallot.content)
        .where(CarriedBallot.proposal_id == opening.proposal_id)
        .order_by(CarriedBallot.delegate_id, CarriedBallot.place)
    )
    for delegate_id, hashed, content in rows:
        papers.setdefault(delegate_id, []).append((hashed, content))
    marks = select(VoterMark.person_id).where(VoterMark.proposal_id == opening.proposal_id)
    voted = set(session.execute(marks).scalars())
    found = carried(
        given.values(),
        voters=voters_still(session, opening.proposal_id, at=at),
        voted=voted,
        papers=papers,
        cap=opening.delegation_cap,
    )
    people = sorted(person for each in found.values() for person in each)
    return AtClose(
        sorted(ballot for delegate, each in found.items() for ballot in papers[delegate][: len(each)]),
        people,
        sorted(given.keys() - voted - set(people)),
    )


def counted(session: Session, opening: Opening) -> list[tuple[str, str]]:
    """All ballots of a vote that is over, as (hash, content) by hash: as published, or as they are about to be."""
    ballots = queries.contents(session, opening.proposal_id)
    if queries.is_closed(session, opening.proposal_id):
        return ballots
    return sorted([*ballots, *at_close(session, opening, at=opening.closes_at).ballots])


def carried_count(
    session: Session, opening: Opening, *, at: dt.datetime, given: Mapping[int, Given] | None = None
) -> int:
    """How many ballots are cast for others: as it was at close, or would be now."""
    if not queries.is_closed(session, opening.proposal_id):
        return len(at_close(session, opening, at=min(at, opening.closes_at), given=given).people)
    query = select(func.count()).select_from(CarriedMark).where(CarriedMark.proposal_id == opening.proposal_id)
    return int(session.execute(query).scalar_one())


def carrying(session: Session, opening: Opening, person_id: int, *, at: dt.datetime) -> Carrying:
    """What a page tells the reader; as it was at close, or would be now."""
    at = min(at, opening.closes_at)
    given = given_in(session, opening, at=at)
    others = carried_count(session, opening, at=at, given=given)
    own = given.get(person_id)
    return Carrying(
        voted=queries.voted_count(session, opening.proposal_id) + others,
        others=others,
        given=len(given),
        delegate=session.get(Person, own.delegate) if own else None,
        carries=_most(opening, given, person_id),
    )
