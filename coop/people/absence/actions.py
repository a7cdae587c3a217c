"""Going on leave, and coming back before its end."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.people.absence import queries
from coop.people.absence.models import MemberLeave, MemberLeaveEnd
from coop.people.absence.rules import DAY, most_in_a_year
from coop.people.membership.models import Membership
from coop.people.membership.refusals import N_, NotPossible
from coop.policies.in_force import in_force
from coop.policies.queries import local_day


def go_on_leave(
    session: Session, membership: Membership, *, begins_on: dt.date, ends_on: dt.date, at: dt.datetime
) -> MemberLeave:
    """Declare a leave from a day not before today; raises NotPossible above what the rule allows in a year.

    Nobody has to grant it, and nobody can take it back afterwards to make up for hours that were asked for.
    """
    if membership.left_at is not None:
        raise NotPossible(N_("This membership has ended"))
    if ends_on < begins_on:
        raise NotPossible(N_("The last day lies before the first"))
    if begins_on < local_day(session, at):
        raise NotPossible(N_("A leave begins today or later"))
    taken = queries.days_on_leave(session, [membership.id]).get(membership.id, [])
    if any(begins <= ends_on and begins_on <= ends for begins, ends in taken):
        raise NotPossible(N_("You are on leave on some of these days already"))
    if most_in_a_year([*taken, (begins_on, ends_on)]) > in_force(session, "membership.leave_days", at).whole:
        raise NotPossible(N_("That is more leave than our rules allow in a year"))
    leave = MemberLeave(membership_id=membership.id, begins_on=begins_on, ends_on=ends_on, said_at=at)
    session.add(leave)
    session.flush()
    return leave


def come_back(session: Session, leave: MemberLeave, *, at: dt.datetime) -> None:
    """End a leave now: today is no day of it any more. Raises NotPossible when it is over."""
    today = local_day(session, at)
    if leave.ends_on < today or session.get(MemberLeaveEnd, leave.id) is not None:
        raise NotPossible(N_("This leave is over"))
    last = today - DAY
    session.add(
        MemberLeaveEnd(leave_id=leave.id, last_day=last if last >= leave.begins_on else None, said_at=at)
    )
    session.flush()
