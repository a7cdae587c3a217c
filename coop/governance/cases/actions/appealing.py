"""Putting a panel's decision before all members, and what follows from their vote."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.cases import letters
from coop.governance.cases.actions.deciding import end
from coop.governance.cases.course import Stage
from coop.governance.cases.models import Case, CaseAppeal
from coop.governance.cases.queries import CaseFile, by_reference, file_of, locked
from coop.governance.cases.refusals import Refused
from coop.governance.proposals.actions import propose
from coop.governance.proposals.opening import freeze
from coop.governance.proposals.rules import Kind as ProposalKind
from coop.people.persons.models import Person
from coop.policies.models import Decision


def appeal(session: Session, case: Case, *, by: Person, grounds: str, at: dt.datetime) -> CaseFile:
    """Ask all members whether the decision shall stand; voting opens at once. Raises Refused.

    On the roll stand those who were members when notice was given and still are: nobody joins to swing it.
    """
    held = locked(session, case)
    if by.id != case.respondent_id or held.stage(at) is not Stage.WINDOW:
        raise Refused(_("The time to appeal is over."))
    proposal = propose(
        session,
        kind=ProposalKind.APPEAL,
        title=_("Shall the decision in case %(ref)s stand?", ref=case.reference),
        text=_(
            "A panel decided about a member, who asks all members. Vote yes if its decision shall stand, no if not. "
            "What the panel and the member say is [here](/cases/%(ref)s/appeal), for members.",
            ref=case.reference,
        ),
        payload={"case": case.reference},
        author=by,
        at=at,
    )
    freeze(session, proposal, members_since=held.notice.given_at, at=at)
    session.add(CaseAppeal(case_id=case.id, proposal_id=proposal.id, grounds=grounds, appealed_at=at))
    session.flush()
    held = file_of(session, case)
    letters.appealed(session, held, at=at)
    return held


def after_appeal(
    session: Session, reference: str, *, upheld: bool, decision: Decision, at: dt.datetime
) -> CaseFile:
    """Carry out what the panel decided if the members upheld it, and end the case either way; raises Refused."""
    case = by_reference(session, reference)
    if case is None:
        raise Refused(_("There is no such case."))
    held = locked(session, case)
    if held.appeal is None or held.ending is not None:
        raise Refused(_("There is no appeal to decide here."))
    return end(session, held, overturned=not upheld, by_vote=decision if upheld else None, at=at)
