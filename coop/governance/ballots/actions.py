"""Casting a ballot: the mark of the voter and the detached ballot, in one database transaction."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from coop.governance.ballots import queries
from coop.governance.ballots.contents import consent_content, options_content
from coop.governance.ballots.models import Ballot, VoterMark
from coop.governance.ballots.receipts import SECRET_BYTES, NoReceipt, ballot_hash, read_receipt, receipt_code
from coop.governance.ballots.rules import Choice, split_content
from coop.governance.electorate.frozen import CONSENT, FrozenVote
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import frozen_vote, is_on_roll, lock_opening
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person


class NotOpen(Refused):
    """Voting has not opened yet, or is over."""


class OnPaper(Refused):
    """Who voted on paper, or stands on a list of paper ballots that waits, does not vote here as well."""


class NotOnRoll(Refused):
    """This person was no member when voting opened."""


class AlreadyVoted(Refused):
    """This person has voted; the receipt code of that ballot is needed to change it."""


class WrongReceipt(Refused):
    """The code opens no ballot of this vote."""


def fresh_receipt() -> str:
    """A new secret code, from the operating system's randomness."""
    return receipt_code(secrets.token_bytes(SECRET_BYTES))


def cast(
    session: Session,
    proposal: Proposal,
    *,
    person: Person,
    content: Mapping[str, int] | str,
    receipt: str | None = None,
    fresh: str | None = None,
    at: dt.datetime,
) -> str:
    """Cast a ballot and return its receipt code, which is stored nowhere: the first half of `cast_and_write`."""
    return cast_and_write(
        session, proposal, person=person, content=content, receipt=receipt, fresh=fresh, at=at
    )[0]


def cast_and_write(
    session: Session,
    proposal: Proposal,
    *,
    person: Person,
    content: Mapping[str, int] | str,
    receipt: str | None = None,
    fresh: str | None = None,
    at: dt.datetime,
) -> tuple[str, str]:
    """Cast a ballot and return its receipt code, which is stored nowhere, and its canonical text.

    `content` is a choice (`"yes"`), a split (`{"dividends": 50, ...}`, per cents), an answer (`"block: reason"`), or
    figures by option as `ballots.contents` takes them (`{}`: none, so abstaining). With the `receipt` of
    an earlier ballot that one is replaced. `fresh` is the new ballot's code where a form carries it, so that
    the same form sent twice casts one ballot and shows one code; otherwise it is drawn here.

    Raises NotOpen, NotOnRoll, OnPaper, AlreadyVoted, WrongReceipt, and for the content InvalidSplit or ValueError.
    """
    _opening, vote = open_vote(session, proposal, at=at)
    written = written_content(content, vote)
    if not is_on_roll(session, proposal.id, person.id):
        raise NotOnRoll(_("You were not a member when voting opened, so you are not on the roll."))
    _refuse_on_paper(session, proposal.id, person.id)
    code = read_receipt(fresh) if fresh else fresh_receipt()
    commitment = ballot_hash(reference=vote.reference, receipt=code, content=written)
    voted = queries.has_voted(session, proposal.id, person.id)
    if voted:
        if session.get(Ballot, commitment) is not None:
            return code, written  # the same form once more
        _take_out(session, proposal, receipt)
    else:
        session.execute(insert(VoterMark).values(proposal_id=proposal.id, person_id=person.id))
    session.execute(insert(Ballot).values(hash=commitment, proposal_id=proposal.id, content=written))
    return code, written


def open_vote(session: Session, proposal: Proposal, *, at: dt.datetime) -> tuple[Opening, FrozenVote]:
    """A vote that is open at this moment, held so that it cannot close meanwhile. Raises NotOpen."""
    opening = lock_opening(session, proposal.id)
    # Who asks first finds the time: nothing has to have run for a vote to be over.
    if (
        opening is None
        or not opening.opened_at <= at < opening.closes_at
        or queries.is_closed(session, proposal.id)
    ):
        raise NotOpen(_("Voting is not open."))
    vote = frozen_vote(session, opening, reference=proposal.reference)
    if vote.is_elsewhere:
        raise NotOpen(_("This vote is held in Belenios: nothing is cast here."))
    return opening, vote


def _refuse_on_paper(session: Session, proposal_id: int, person_id: int) -> None:
    is_signed = queries.listed_on_paper(session, proposal_id).get(person_id)
    if is_signed is not None:
        raise OnPaper(
            _("You have voted on paper: a paper ballot cannot be changed.")
            if is_signed
            else _("You are listed as having voted on paper. If that is not so, say so to a steward.")
        )


def _take_out(session: Session, proposal: Proposal, receipt: str | None) -> None:
    if not receipt:
        raise AlreadyVoted(_("You have voted already. To change your ballot, enter its receipt code."))
    try:
        known = queries.ballot_of(session, proposal, receipt=read_receipt(receipt))
    except NoReceipt:
        known = None
    if known is None:
        raise WrongReceipt(_("This code opens no ballot of this vote. Check it letter by letter."))
    session.execute(delete(Ballot).where(Ballot.hash == known[0]))


def written_content(content: Mapping[str, int] | str, vote: FrozenVote) -> str:
    """The canonical text; raises InvalidSplit or ValueError."""
    if vote.has_options:
        if isinstance(content, str):
            raise ValueError("this vote chooses among options")
        return options_content(content, vote)
    if vote.method == CONSENT:
        answer, _colon, reason = str(content).partition(":")
        return consent_content(answer, reason)
    if vote.is_split:
        if isinstance(content, str):
            raise ValueError("this vote splits 100 per cent")
        return split_content(content, vote.options)
    return Choice(str(content)).value
