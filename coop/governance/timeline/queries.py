"""The dates of a proposal, read from its records; those to come from its terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.ballots.models import Reminder
from coop.governance.belenios import queries as belenios
from coop.governance.closing.models import Outcome
from coop.governance.electorate.queries import opening_of
from coop.governance.enactment.queries import due_from, enactment_of, failures_of, has_deeds
from coop.governance.proposals import queries
from coop.governance.proposals.models import Amendment, AmendmentOffer, Proposal


@dataclass(frozen=True)
class Event:
    """Something that happened, or will. `is_day`: the hour does not matter."""

    at: dt.datetime
    said: str
    is_to_come: bool = False
    is_day: bool = False


def timeline(session: Session, proposal: Proposal, *, at: dt.datetime) -> list[Event]:
    """All of them, the oldest first."""
    events = [*_before(session, proposal, at), *_vote(session, proposal, at)]
    return sorted(events, key=lambda event: event.at)


def _before(session: Session, proposal: Proposal, at: dt.datetime) -> Iterator[Event]:
    begun = queries.discussion_of(session, proposal)
    if begun is None:
        return
    yield Event(begun.begun_at, _("The discussion began."))
    offered = select(AmendmentOffer.offered_at).where(AmendmentOffer.proposal_id == proposal.id)
    for when in session.execute(offered).scalars():
        yield Event(when, _("A member offered an amendment."))
    amended = select(Amendment.amended_at).where(Amendment.proposal_id == proposal.id)
    for when in session.execute(amended).scalars():
        yield Event(when, _("The proposal was amended."))
    withdrawal = queries.withdrawal_of(session, proposal)
    if withdrawal is not None:
        yield Event(withdrawal.withdrawn_at, _("Its author withdrew it."))
        return
    may_open = queries.may_open_from(session, proposal, at=at)
    if may_open is not None and may_open > at and opening_of(session, proposal.id) is None:
        yield Event(may_open, _("Voting can open."), is_to_come=True)


def _vote(session: Session, proposal: Proposal, at: dt.datetime) -> Iterator[Event]:
    opening = opening_of(session, proposal.id)
    if opening is None:
        return
    roll = opening.roll_size
    yield Event(
        opening.opened_at,
        ngettext("Voting opened for %(num)s member.", "Voting opened for %(num)s members.", roll),
    )
    reminder = session.get(Reminder, proposal.id)
    if reminder is not None:
        yield Event(reminder.sent_at, _("Those who had not voted were reminded."))
    held = bool(opening.terms.get("held"))
    if held:
        yield from _in_belenios(session, proposal)
    is_over = opening.closes_at <= at
    yield Event(opening.closes_at, _("Voting closed.") if is_over else _("Voting closes."), is_to_come=not is_over)
    outcome = session.get(Outcome, proposal.id)
    if outcome is not None:
        stated = _("The outcome was stated.") if held else _("The outcome was stated and the ballots published.")
        yield Event(max(outcome.stated_at, opening.closes_at), stated)
    for failure in failures_of(session, proposal.id):
        yield Event(failure.failed_at, _("Carrying it out failed."))
    enacted = enactment_of(session, proposal.id)
    if enacted is not None:
        yield Event(enacted.enacted_at, _("It was carried out."))
    elif outcome is not None:
        if has_deeds(proposal, outcome):
            yield Event(due_from(opening, outcome), _("It is carried out, if it is adopted."), is_to_come=True)
    elif not held:  # nobody knows when the result of a vote held elsewhere comes
        due = opening.closes_at + dt.timedelta(hours=opening.grace_hours)
        yield Event(due, _("It is carried out, if it is adopted."), is_to_come=True)


def _in_belenios(session: Session, proposal: Proposal) -> Iterator[Event]:
    """Where members were sent, and what became of results."""
    for number, place in enumerate(belenios.places(session, proposal.id)):
        again = _("Members were told another address in Belenios.")
        yield Event(place.given_at, again if number else _("Members were told where to vote in Belenios."))
    for one in reversed(belenios.imports(session, proposal.id)):
        yield Event(one.record.imported_at, _("The result was brought in from Belenios."))
        if one.answer is not None:
            said = _("A second steward confirmed the result.") if one.is_confirmed else _("That result was refused.")
            yield Event(one.answer.answered_at, said)
