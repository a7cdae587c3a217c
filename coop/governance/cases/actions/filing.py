"""The complaint, its notice, the answer, evidence."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.cases import letters
from coop.governance.cases.course import Stage
from coop.governance.cases.models import Case, CaseAnswer, CaseEvidence, CaseNotice
from coop.governance.cases.queries import dispute_of, file_of, locked, under_way_between
from coop.governance.cases.refusals import Refused
from coop.governance.cases.rules import Kind
from coop.money.references import new_reference
from coop.people.membership.queries import open_membership
from coop.people.persons.models import Person
from coop.policies.in_force import all_in_force

TERMS = ("process.answer_days", "process.panel_size", "process.panel_days", "process.appeal_days",
         "process.suspension_days")  # fmt: skip


def file(
    session: Session,
    *,
    complainant: Person,
    respondent: Person,
    text: str,
    evidence: str = "",
    booking: str | None = None,
    stake_cents: int = 0,
    is_urgent: bool = False,
    at: dt.datetime,
) -> Case:
    """Complain about a member or, with `booking`, about the other side of one; tells them at once. Raises Refused.

    All terms of the case are those in force now: what is voted later changes nothing about it. `evidence` names a
    stored file; `stake_cents` is what of the booking's money can go back at most.
    """
    if complainant.id == respondent.id:
        raise Refused(_("You cannot complain about yourself."))
    if booking is None and open_membership(session, respondent.id) is None:
        raise Refused(_("There is no such member."))
    if booking is None and under_way_between(session, complainant.id, respondent.id) is not None:
        raise Refused(_("A complaint of yours about this member is under way: add to it what is new."))
    if booking is not None and dispute_of(session, booking) is not None:
        raise Refused(_("There has been a case about this booking already."))
    if booking is not None and stake_cents <= 0:
        raise Refused(_("Nothing was paid through the co-op that could go back."))
    case = Case(
        reference=new_reference("C"),
        kind=(Kind.COMPLAINT if booking is None else Kind.BOOKING).value,
        complainant_id=complainant.id,
        respondent_id=respondent.id,
        booking=booking,
        stake_cents=stake_cents,
        text=text,
        is_urgent=is_urgent,
        filed_at=at,
    )
    session.add(case)
    session.flush()
    session.add(_notice(session, case, at=at))
    session.flush()
    if evidence:
        session.add(CaseEvidence(case_id=case.id, author_id=complainant.id, text="", file=evidence, given_at=at))
        session.flush()
    letters.notice_given(session, file_of(session, case), at=at)
    return case


def _notice(session: Session, case: Case, *, at: dt.datetime) -> CaseNotice:
    terms = all_in_force(session, TERMS, at)
    return CaseNotice(
        case_id=case.id,
        given_at=at,
        answer_by=at + dt.timedelta(days=terms["process.answer_days"].whole),
        panel_size=int(terms["process.panel_size"].text),
        panel_days=terms["process.panel_days"].whole,
        appeal_days=terms["process.appeal_days"].whole,
        suspension_days=terms["process.suspension_days"].whole,
        rule_ids=[terms[name].id for name in TERMS],
    )


def answer(session: Session, case: Case, *, by: Person, text: str, at: dt.datetime) -> CaseAnswer:
    """The answer of the one complained about, once, while there is time; raises Refused."""
    held = locked(session, case)
    if by.id != case.respondent_id or held.stage(at) is not Stage.ANSWER:
        raise Refused(_("The time to answer is over."))
    if held.answer is not None:
        raise Refused(_("You have answered already. You can still add something."))
    said = CaseAnswer(case_id=case.id, text=text, answered_at=at)
    session.add(said)
    session.flush()
    letters.answered(session, held, at=at)
    return said


def add_evidence(
    session: Session, case: Case, *, by: Person, text: str, file: str = "", at: dt.datetime
) -> CaseEvidence:
    """Words or a file that one side adds; the other side and the panel see it at once. Raises Refused."""
    held = locked(session, case)
    if by.id not in held.sides or held.decision is not None:
        raise Refused(_("It is decided: nothing can be added any more."))
    added = CaseEvidence(case_id=case.id, author_id=by.id, text=text, file=file, given_at=at)
    session.add(added)
    session.flush()
    letters.evidence_added(session, held, by=by, at=at)
    return added
