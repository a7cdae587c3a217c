"""Saying where a vote is held, bringing its result in, and a second steward's word on that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.ballots.queries import is_closed
from coop.governance.belenios import letters, queries, verifier
from coop.governance.belenios.archive import BadArchive, read
from coop.governance.belenios.models import BeleniosAnswer, BeleniosImport, BeleniosPlace
from coop.governance.belenios.rules import Result, Wanted, elections_in, result_of
from coop.governance.belenios.words import why
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import frozen_vote, lock_opening
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person


@dataclass(frozen=True)
class Checked:
    """An archive that Belenios' program found right, and what it says."""

    data: bytes
    result: Result
    checked_with: str


def announce(session: Session, proposal: Proposal, *, steward: Person, address: str, at: dt.datetime) -> None:
    """Say where members vote, or where else; everybody on the roll is told. Raises Refused."""
    opening = _held(session, proposal)
    if not opening.opened_at <= at < opening.closes_at:
        raise Refused(_("Voting is not open."))
    address = address.strip()
    if not address.startswith("https://") or len(address) > 300 or any(one.isspace() for one in address):
        raise Refused(_("The address begins with https:// and has no spaces."))
    if not elections_in(address):
        raise Refused(_("The address of an election in Belenios holds its name, of 14 letters and digits or more."))
    before = queries.place_of(session, proposal.id)
    if before is not None and before.address == address:
        raise Refused(_("That is the address already."))
    session.add(BeleniosPlace(proposal_id=proposal.id, address=address, given_by_id=steward.id, given_at=at))
    session.flush()
    for person in queries.voters(session, proposal.id):
        letters.was_announced(session, person, proposal, opening, address=address, changed=before is not None, at=at)


def wanted(session: Session, proposal: Proposal, opening: Opening) -> Wanted:
    """What an archive is compared with. Raises Refused where members were told no address."""
    vote = frozen_vote(session, opening, reference=proposal.reference)
    place = queries.place_of(session, proposal.id)
    if place is None:
        raise Refused(_("Nobody said where this vote is held, so no election can be it."))
    return Wanted(proposal.reference, proposal.title, tuple(vote.terms["answers"]), vote.roll, place.address)


def checked(data: bytes, due: Wanted) -> Checked:
    """Read an archive, compare it, and let Belenios' program check it; takes seconds. Raises Refused."""
    try:
        result = result_of(read(data), due)
        return Checked(data, result, verifier.check(data, result.election))
    except BadArchive as bad:
        raise Refused(why(bad)) from bad


def bring_in(
    session: Session, proposal: Proposal, *, steward: Person, found: Checked, at: dt.datetime
) -> BeleniosImport:
    """Keep an archive that was checked; a second steward has to confirm it. Raises Refused."""
    opening = _held(session, proposal)
    _in_time(session, proposal, opening, at=at)
    if any(one.waits or one.is_confirmed for one in queries.imports(session, proposal.id)):
        raise Refused(_("A result was brought in already: another can be once that is refused."))
    # Asked again now that nobody can change it: the check took its time.
    if found.result.election not in elections_in(wanted(session, proposal, opening).address):
        raise Refused(_("Members were told another address meanwhile."))
    answers = dict(zip(("yes", "no", "abstain"), found.result.counts, strict=True))
    made = BeleniosImport(
        proposal_id=proposal.id,
        imported_by_id=steward.id,
        imported_at=at,
        archive=found.data,
        sha256=sha256(found.data).hexdigest(),
        election=found.result.election,
        voters=found.result.voters,
        checked_with=found.checked_with,
        **answers,
    )
    session.add(made)
    session.flush()
    return made


def confirm(
    session: Session, proposal: Proposal, number: int, *, steward: Person, seen: str, at: dt.datetime
) -> BeleniosAnswer:
    """Say that the archive is that of the election members voted in. The vote then closes. Raises Refused.

    `seen` is the digest that the steward compared with the archive they fetched themselves.
    """
    opening = _held(session, proposal)
    shown = _waiting(session, proposal, number)
    _in_time(session, proposal, opening, at=at)
    if shown.record.imported_by_id == steward.id:
        raise Refused(_("A second steward has to confirm: you brought this result in."))
    if seen != shown.record.sha256:
        raise Refused(_("This is another archive than the one you were shown."))
    return _answer(session, number, steward=steward, reason="", at=at)


def refuse(
    session: Session, proposal: Proposal, number: int, *, steward: Person, reason: str, at: dt.datetime
) -> BeleniosAnswer:
    """Say that it is not, and why: another can be brought in. Raises Refused."""
    _held(session, proposal)
    _waiting(session, proposal, number)
    if not reason.strip():
        raise Refused(_("Say why."))
    return _answer(session, number, steward=steward, reason=reason.strip(), at=at)


def _answer(session: Session, number: int, *, steward: Person, reason: str, at: dt.datetime) -> BeleniosAnswer:
    answer = BeleniosAnswer(import_id=number, answered_by_id=steward.id, answered_at=at, reason=reason)
    session.add(answer)
    session.flush()
    return answer


def _held(session: Session, proposal: Proposal) -> Opening:
    """The opening of a vote held in Belenios, held so that it cannot close meanwhile."""
    opening = lock_opening(session, proposal.id)
    if opening is None or queries.import_until(session, proposal.id) is None:
        raise Refused(_("This vote is not held in Belenios."))
    return opening


def _in_time(session: Session, proposal: Proposal, opening: Opening, *, at: dt.datetime) -> None:
    until = queries.import_until(session, proposal.id)
    if at < opening.closes_at:
        raise Refused(_("Voting is still open."))
    if until is None or at >= until or is_closed(session, proposal.id):
        raise Refused(_("The time to bring in a result is over."))


def _waiting(session: Session, proposal: Proposal, number: int) -> queries.Shown:
    shown = next((one for one in queries.imports(session, proposal.id) if one.record.id == number), None)
    if shown is None or not shown.waits or is_closed(session, proposal.id):
        raise Refused(_("This result is settled already."))
    return shown
