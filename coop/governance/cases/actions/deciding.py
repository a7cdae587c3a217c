"""The panel's votes, the decision they make, and carrying it out once it stands."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.cases import letters, redress
from coop.governance.cases.models import Case, CaseDecision, CaseEnding, PanelVote
from coop.governance.cases.naming import names_in
from coop.governance.cases.queries import CaseFile, file_of, locked, verdict_of
from coop.governance.cases.refusals import Refused
from coop.governance.cases.rules import CHOICES, RANKS, Kind, Measure, Verdict, decide
from coop.people.membership.leaving import leave
from coop.people.membership.models import Departure
from coop.people.membership.queries import open_membership
from coop.people.persons.models import Person
from coop.people.restrictions.actions import lift, restrict
from coop.policies.models import Decision


def vote(
    session: Session,
    case: Case,
    *,
    by: Person,
    verdict: Verdict,
    reasons: str,
    public_reasons: str,
    conditions: str = "",
    at: dt.datetime,
) -> CaseFile:
    """What a member of the panel decides, once, with reasons; the last vote decides the case. Raises Refused."""
    held = locked(session, case)
    seat = held.seat_of(by.id)
    if held.draw is None or seat is None or held.decision is not None:
        raise Refused(_("Only who sits on the panel decides, until it has decided."))
    if seat.position in held.voted:
        raise Refused(_("You have voted already."))
    _check(held, verdict, reasons=reasons, public_reasons=public_reasons, conditions=conditions)
    session.add(
        PanelVote(
            case_id=case.id,
            position=seat.position,
            measure=verdict.measure.value,
            rank=RANKS[verdict.measure],
            amount=verdict.amount,
            conditions=conditions if verdict.measure is Measure.CONDITIONS else "",
            reasons=reasons,
            public_reasons=public_reasons,
            voted_at=at,
        )
    )
    session.flush()
    return decide_if_complete(session, file_of(session, case), at=at)


def _check(held: CaseFile, verdict: Verdict, *, reasons: str, public_reasons: str, conditions: str) -> None:
    if verdict.measure not in CHOICES[Kind(held.case.kind)]:
        raise Refused(_("A panel cannot decide this here."))
    if verdict.measure is Measure.SUSPENSION and verdict.amount > held.notice.suspension_days:
        raise Refused(_("A suspension lasts at most %(days)s days.", days=held.notice.suspension_days))
    if verdict.measure is Measure.REFUND and verdict.amount > held.case.stake_cents:
        raise Refused(_("No more can go back than was paid."))
    if not reasons or not public_reasons:
        raise Refused(_("A decision needs reasons."))
    if verdict.measure is Measure.CONDITIONS and not conditions:
        raise Refused(_("Say what the conditions are."))
    named = names_in(public_reasons, [held.people[side] for side in held.sides])
    if named:
        raise Refused(_("The published reasons may name nobody: %(words)s.", words=", ".join(named)))


def decide_if_complete(session: Session, held: CaseFile, *, at: dt.datetime) -> CaseFile:
    """Write down the decision when everybody on the panel has voted: nobody is left to vote, and nobody to be drawn."""
    waiting = [seat for seat in held.seats if seat.position not in held.voted]
    if held.decision is not None or held.draw is None or waiting:
        return held
    votes = sorted(held.votes, key=lambda each: each.position)
    verdict = decide([verdict_of(each) for each in votes], size=held.notice.panel_size)
    # Where seats stayed empty it may be that nobody voted so: then nobody's reasons are the panel's.
    spoken = next((each for each in votes if verdict_of(each) == verdict), None)
    appealable = RANKS[verdict.measure] > 0 and verdict.measure is not Measure.REFUND
    days = dt.timedelta(days=held.notice.appeal_days)
    session.add(
        CaseDecision(
            case_id=held.case.id,
            decided_at=at,
            measure=verdict.measure.value,
            rank=RANKS[verdict.measure],
            amount=verdict.amount,
            conditions=spoken.conditions if spoken else "",
            public_reasons=spoken.public_reasons if spoken else "",
            appeal_by=at + days if appealable else None,
        )
    )
    session.flush()
    held = file_of(session, held.case)
    letters.decided(session, held, at=at)
    if not appealable and held.case.kind == Kind.COMPLAINT:
        return end(session, held, at=at)
    if not appealable:
        return redress.try_to_end(session, held, end, at=at)
    return held


def end_if_due(session: Session, case: Case, *, at: dt.datetime) -> bool:
    """Carry out a decision that can no longer be appealed; False when it is not due, or done, or all members decide."""
    held = locked(session, case)
    decision = held.decision
    if decision is None or held.ending is not None or held.appeal is not None:
        return False
    if decision.appeal_by is not None and at < decision.appeal_by:
        return False
    if held.case.kind == Kind.BOOKING:
        return redress.try_to_end(session, held, end, at=at).ending is not None
    end(session, held, at=at)
    return True


def end(
    session: Session, held: CaseFile, *, overturned: bool = False, by_vote: Decision | None = None, at: dt.datetime
) -> CaseFile:
    """Carry out what was decided, or nothing of it where all members did not uphold it, and end the case.

    The ending's key refuses a second time; whatever fails undoes all of it.
    """
    if held.decision is None:
        raise Refused(_("Nothing was decided yet."))
    if held.ending is not None:
        raise Refused(_("This case has ended already."))
    verdict = Verdict(Measure.DISMISSED) if overturned else verdict_of(held.decision)
    ending = CaseEnding(case_id=held.case.id, ended_at=at, overturned=overturned)
    if verdict.measure is Measure.EXPULSION:
        departure = _expel(session, held, by_vote=by_vote, at=at)
        ending.membership_id = departure.membership_id if departure else None
    elif verdict.measure is Measure.SUSPENSION:
        ending.restriction_id = restrict(
            session, held.case.respondent_id, kind="suspension", case_reference=held.case.reference,
            days=verdict.amount, at=at,
        ).id  # fmt: skip
    elif verdict.measure is Measure.REFUND:
        ending.refund_id = redress.refund(session, held.case, verdict.amount, at=at).id
    if held.pause is not None and verdict.measure is not Measure.EXPULSION:
        lift(session, held.pause[0], reason=_("The case has ended."), at=at)
    session.add(ending)
    session.flush()
    held = file_of(session, held.case)
    letters.ended(session, held, at=at)
    return held


def _expel(session: Session, held: CaseFile, *, by_vote: Decision | None, at: dt.datetime) -> Departure | None:
    """The membership ends and the share is owed back, as for everybody who leaves; None for who left meanwhile."""
    membership = open_membership(session, held.case.respondent_id)
    if membership is None:
        return None
    return leave(session, membership, reason=_("Case %(ref)s", ref=held.case.reference), decision=by_vote, at=at)
