"""What each kind of decision does when it is carried out, and what is kept of it for its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.candidates.queries import candidates_of
from coop.governance.cases.actions import after_appeal
from coop.governance.closing.models import Outcome
from coop.governance.distribution import frozen
from coop.governance.distribution.actions import distribute
from coop.governance.electorate.models import Opening
from coop.governance.ideas.queries import projects_of
from coop.governance.proposals.fund import debt_of
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind, Refused
from coop.governance.terms.actions import leave_office, seat
from coop.governance.terms.queries import term_by_id
from coop.governance.terms.rules import How
from coop.ledger.models import EntryRow
from coop.money.fund.actions import approve_expense, write_off
from coop.money.fund.commitments.actions import commit_by_decision, release
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.models import Expense
from coop.people.membership import actions as membership
from coop.people.membership.models import Application, Departure
from coop.policies.actions import set_rule
from coop.policies.models import Decision

Effects = list[dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """A decision to carry out, with all it rests on."""

    proposal: Proposal
    opening: Opening
    outcome: Outcome
    decision: Decision


def carry_out(session: Session, case: Case, *, at: dt.datetime) -> Effects:
    """Do what was decided and return what was done; whatever it raises undoes all of it."""
    return _DEEDS[Kind(case.proposal.kind)](session, case, at)


def _distribute(session: Session, case: Case, at: dt.datetime) -> Effects:
    surplus = frozen.read(case.opening.terms)
    entries = distribute(
        session,
        surplus,
        case.outcome.result["lines"],
        decision=case.decision,
        rule_ids=case.opening.rule_ids,
        at=at,
    )
    return [{"what": "entry", "id": number, "reference": reference} for number, reference in entries]


def _set_rule(session: Session, case: Case, at: dt.datetime) -> Effects:
    payload = case.proposal.payload
    wanted = payload.get("in_force_from")
    begins = max(at, dt.datetime.fromisoformat(wanted)) if wanted else at
    version = set_rule(
        session, payload["rule"], payload["value"], in_force_from=begins, decision=case.decision, at=at
    )
    return [
        {
            "what": "rule",
            "name": version.name,
            "version": version.version,
            "value": version.value,
            "in_force_from": begins.isoformat(),
        }
    ]


def _admit(session: Session, case: Case, at: dt.datetime) -> Effects:
    application = session.get_one(Application, case.proposal.payload["application_id"])
    if not case.outcome.passed:
        membership.refuse(session, application, decision=case.decision, at=at)
        return [{"what": "refusal"}]
    member = membership.admit(session, application, decision=case.decision, at=at)
    return [{"what": "membership", "number": member.number}]


def _spend(session: Session, case: Case, at: dt.datetime) -> Effects:
    reference = case.proposal.payload["expense"]
    expense = session.execute(select(Expense).where(Expense.reference == reference)).scalar_one()
    approval = approve_expense(session, expense, decision=case.decision, at=at)
    if approval.decision_id != case.decision.id:
        raise Refused(_("This expense was approved before, by somebody else."))
    return [{"what": "entry", "id": approval.entry_id, "reference": f"expense:{reference}:approved"}]


def _write_off(session: Session, case: Case, at: dt.datetime) -> Effects:
    payload = case.proposal.payload
    debt = debt_of(session, payload["account"], payload["party_token"])
    if debt is None or debt.owed_cents < payload["amount_cents"]:
        raise Refused(_("Less is owed by now than was to be written off."))
    number = write_off(
        session,
        account=debt.account,
        party_id=debt.party_id,
        amount_cents=payload["amount_cents"],
        decision=case.decision,
        at=at,
    )
    return [{"what": "entry", "id": number, "reference": f"decision:{case.decision.reference}:1"}]


def _resolve(_session: Session, _case: Case, _at: dt.datetime) -> Effects:
    return [{"what": "resolution"}]


def _appeal(session: Session, case: Case, at: dt.datetime) -> Effects:
    """What the panel decided takes effect if the members upheld it; the case ends either way."""
    reference = case.proposal.payload["case"]
    held = after_appeal(session, reference, upheld=case.outcome.passed, decision=case.decision, at=at)
    effects: Effects = [{"what": "case", "reference": reference, "upheld": case.outcome.passed}]
    left = session.get(Departure, held.ending.membership_id) if held.ending and held.ending.membership_id else None
    if left is not None and left.approved_entry_id is not None:
        entry = session.get_one(EntryRow, left.approved_entry_id)
        effects.append({"what": "entry", "id": entry.id, "reference": entry.reference})
    return effects


def _elect(session: Session, case: Case, at: dt.datetime) -> Effects:
    """The elected take office; those whom they replace leave it."""
    payload, candidates = case.proposal.payload, candidates_of(session, case.proposal.id)
    elected = [candidates[key] for key in case.outcome.result["elected"]]
    begun, ended = seat(
        session,
        elected,
        office=payload["office"],
        body=payload["body"],
        replaces=payload["replaces"],
        decision=case.decision,
        at=at,
    )
    return [{"what": "office", "office": payload["office"], "seated": len(begun), "ended": ended}]


def _recall(session: Session, case: Case, at: dt.datetime) -> Effects:
    payload = case.proposal.payload
    term = term_by_id(session, payload["office"], payload["term_id"])
    if term is None:
        raise LookupError("the term is gone")
    leave_office(session, term, how=How.RECALLED, at=at)
    return [{"what": "recall", "office": payload["office"]}]


def _projects(session: Session, case: Case, at: dt.datetime) -> Effects:
    """Every winner is promised its cost; what the round leaves is free again."""
    release(session, case.proposal.reference, at=at)
    result, projects = case.outcome.result, projects_of(session, case.proposal.id)
    effects: Effects = []
    for key in sorted(result["funded"], key=int):
        won = projects[key]
        made = commit_by_decision(
            session,
            decision=case.decision,
            line=int(key),
            fund=Fund(case.opening.terms["fund"]),
            title=won.version.title,
            amount_cents=result["costs"][key],
            responsible=won.author,
            at=at,
        )
        effects.append({"what": "entry", "id": made.entry_id, "reference": f"decision:{case.decision.reference}:{key}"})
        effects.append({"what": "project", "reference": made.reference, "title": made.title})
    return effects or [{"what": "round"}]


_DEEDS: dict[Kind, Callable[[Session, Case, dt.datetime], Effects]] = {
    Kind.DISTRIBUTE: _distribute,
    Kind.SET_RULE: _set_rule,
    Kind.ADMIT: _admit,
    Kind.SPEND: _spend,
    Kind.WRITE_OFF: _write_off,
    Kind.RESOLVE: _resolve,
    Kind.APPEAL: _appeal,
    Kind.ELECT: _elect,
    Kind.RECALL: _recall,
    Kind.PROJECTS: _projects,
}
