"""What each kind of proposal would enact, checked when it is written, amended and opened.

distribute   {"period_id": 3}
set-rule     {"rule": "fee.rate", "value": "1/20", "in_force_from": "2026-04-01T00:00:00+00:00" or null}
spend        {"expense": reference}
admit        {"application_id": 7}
write-off    {"party_token": ..., "account": ..., "amount_cents": 500}
resolve      `proposals.choices` says which
appeal       {"case": reference}
elect        {"office": "steward" or "committee", "body": name of the committee or "", "seats": 3,
              "replaces": "all" or "ended"}
recall       {"office": ..., "term_id": 7}
projects     {"fund": "projects", "amount_cents": 150000}; when voting opens also "options" and "salt", as in a choice
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.distribution.models import DistributionSheet
from coop.governance.proposals import amounts, fund
from coop.governance.proposals.choices import checked_choice
from coop.governance.proposals.models import Discussion, Proposal, Withdrawal
from coop.governance.proposals.rules import Kind, Refused
from coop.governance.terms.queries import term_by_id
from coop.governance.terms.rules import Office, Replaces
from coop.ledger.models import Period
from coop.money.fund.commitments.queries import fund_states
from coop.money.fund.commitments.rules import Fund
from coop.people.membership.models import Application
from coop.policies.actions import check_with_others
from coop.policies.in_force import in_force
from coop.policies.models import Decision
from coop.policies.register import REGISTER
from coop.policies.rules import OutOfBounds

Payload = dict[str, Any]

MOST_SEATS = 15
MOST_BODY = 60


def checked(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    at: dt.datetime,
    proposal_id: int | None = None,
) -> Payload:
    """The payload in its one written form; raises Refused with the reason.

    `proposal_id` is the proposal's own, which does not stand in its own way.
    """
    return _CHECKS[Kind(kind)](session, payload, at, proposal_id)


def _distribute(session: Session, payload: Mapping[str, Any], _at: dt.datetime, own: int | None) -> Payload:
    period = session.get(Period, int(payload["period_id"]))
    if period is None:
        raise Refused(_("There is no such closed period."))
    if period.surplus_cents <= 0:
        raise Refused(_("This period closed without a surplus: there is nothing to share."))
    taken = select(DistributionSheet.id).where(DistributionSheet.period_id == period.id)
    if session.execute(taken).first():
        raise Refused(_("The surplus of this period has been distributed already."))
    wanted = {"period_id": period.id}
    _refuse_rival(
        session, Kind.DISTRIBUTE, wanted, own, _("Another proposal about this surplus is under way.")
    )
    return wanted


def _set_rule(session: Session, payload: Mapping[str, Any], at: dt.datetime, _own: int | None) -> Payload:
    spec = REGISTER.get(str(payload.get("rule", "")))
    if spec is None:
        raise Refused(_("Choose a rule of the register."))
    if spec.constant:
        raise Refused(_("%(rule)s is a constant of the charter: no vote can change it.", rule=spec.name))
    begins = _moment(payload.get("in_force_from"))
    try:
        value = spec.parse(payload.get("value", ""))
        check_with_others(session, spec.name, value, in_force_from=max(begins or at, at))
    except OutOfBounds as error:
        raise Refused(_("This value cannot be set: %(reason)s.", reason=str(error))) from error
    return {
        "rule": spec.name,
        "value": spec.write(value),
        "in_force_from": begins.isoformat() if begins else None,
    }


def _moment(written: Any) -> dt.datetime | None:
    if not written:
        return None
    moment = written if isinstance(written, dt.datetime) else dt.datetime.fromisoformat(str(written))
    return moment.astimezone(dt.UTC)


def _admit(session: Session, payload: Mapping[str, Any], _at: dt.datetime, own: int | None) -> Payload:
    application = session.get(Application, int(payload.get("application_id") or 0))
    if application is None or application.closed_at is not None:
        raise Refused(_("There is no such open application."))
    wanted = {"application_id": application.id}
    _refuse_rival(
        session, Kind.ADMIT, wanted, own, _("Another proposal about this application is under way.")
    )
    return wanted


def _spend(session: Session, payload: Mapping[str, Any], _at: dt.datetime, own: int | None) -> Payload:
    reference = str(payload.get("expense", ""))
    if fund.waiting_expense(session, reference) is None:
        raise Refused(_("Choose an expense that waits for approval."))
    wanted = {"expense": reference}
    _refuse_rival(session, Kind.SPEND, wanted, own, _("Another proposal about this expense is under way."))
    return wanted


def _write_off(session: Session, payload: Mapping[str, Any], _at: dt.datetime, _own: int | None) -> Payload:
    debt = fund.debt_of(session, str(payload.get("account", "")), str(payload.get("party_token", "")))
    amount_cents = int(payload.get("amount_cents") or 0)
    if debt is None or not 0 < amount_cents <= debt.owed_cents:
        raise Refused(_("A debt can be written off only up to what is owed."))
    return {"party_token": debt.party_token, "account": debt.account, "amount_cents": amount_cents}


def _resolve(_session: Session, payload: Mapping[str, Any], _at: dt.datetime, _own: int | None) -> Payload:
    return checked_choice(payload)


def _appeal(_session: Session, payload: Mapping[str, Any], _at: dt.datetime, _own: int | None) -> Payload:
    # Whether this decision can be appealed, `governance.cases` has checked: it lies above proposals.
    return {"case": str(payload["case"])}


def _elect(session: Session, payload: Mapping[str, Any], at: dt.datetime, own: int | None) -> Payload:
    office, replaces = str(payload.get("office", "")), str(payload.get("replaces", ""))
    if office not in tuple(Office) or replaces not in tuple(Replaces):
        raise Refused(_("Choose an office, and whose terms end."))
    body = " ".join(str(payload.get("body") or "").split()) if office == Office.COMMITTEE else ""
    if office == Office.COMMITTEE and not 0 < len(body) <= MOST_BODY:
        raise Refused(_("Name the committee in at most %(most)s letters.", most=MOST_BODY))
    seats = int(payload.get("seats") or 0)
    if not 1 <= seats <= MOST_SEATS:
        raise Refused(_("An election fills from 1 to %(most)s seats.", most=MOST_SEATS))
    least = in_force(session, "office.least_stewards", at).whole
    if office == Office.STEWARD and replaces == Replaces.ALL and seats < least:
        raise Refused(_("Our rules ask for at least %(least)s stewards in office.", least=least))
    wanted = {"office": office, "body": body, "seats": seats, "replaces": replaces}
    for rival in under_way(session, Kind.ELECT, own):
        if (rival["office"], rival["body"]) == (office, body):
            raise Refused(_("Another election for this office is under way."))
    return wanted


def _recall(session: Session, payload: Mapping[str, Any], _at: dt.datetime, own: int | None) -> Payload:
    office, term_id = str(payload.get("office", "")), int(payload.get("term_id") or 0)
    term = term_by_id(session, office, term_id)
    if term is None or term.ends_at is not None:
        raise Refused(_("Choose somebody who is in office."))
    wanted = {"office": office, "term_id": term_id}
    _refuse_rival(session, Kind.RECALL, wanted, own, _("Another proposal about this is under way."))
    return wanted


def _projects(session: Session, payload: Mapping[str, Any], at: dt.datetime, own: int | None) -> Payload:
    try:
        of = Fund(str(payload.get("fund", "")))
    except ValueError:
        raise Refused(_("Choose a fund.")) from None
    amount_cents = int(payload.get("amount_cents") or 0)
    most = fund_states(session)[of].most_of_a_round(in_force(session, "projects.round_share", at).fraction)
    if not 0 < amount_cents <= most:
        raise Refused(_("A round of this fund can give away at most %(sum)s now.", sum=amounts.said(session, most)))
    if any(rival["fund"] == of for rival in under_way(session, Kind.PROJECTS, own)):
        raise Refused(_("Another round of this fund is under way."))
    return {"fund": of.value, "amount_cents": amount_cents}


def under_way(session: Session, kind: Kind, own: int | None) -> list[Payload]:
    """What other proposals of a kind ask for that are under way: neither withdrawn nor decided."""
    query = (
        select(Proposal.payload)
        .join(Discussion, Discussion.proposal_id == Proposal.id)
        .outerjoin(Withdrawal, Withdrawal.proposal_id == Proposal.id)
        .outerjoin(Decision, Decision.reference == Proposal.reference)
        .where(
            Proposal.kind == kind,
            Withdrawal.proposal_id.is_(None),
            Decision.id.is_(None),
            Proposal.id != (own or 0),
        )
    )
    return list(session.execute(query).scalars())


def _refuse_rival(session: Session, kind: Kind, payload: Payload, own: int | None, why: str) -> None:
    """Two live proposals about one thing would each be carried out, or the second fail: refuse it now.

    What has been decided stands in nobody's way, except a distribution, which no vote can fail.
    """
    rivals = (
        select(Proposal.id, Proposal.payload, Decision.id)
        .join(Discussion, Discussion.proposal_id == Proposal.id)
        .outerjoin(Withdrawal, Withdrawal.proposal_id == Proposal.id)
        .outerjoin(Decision, Decision.reference == Proposal.reference)
        .where(Proposal.kind == kind, Withdrawal.proposal_id.is_(None))
    )
    for proposal_id, theirs, decided in session.execute(rivals):
        if theirs == payload and proposal_id != own and (decided is None or kind is Kind.DISTRIBUTE):
            raise Refused(why)


_CHECKS: dict[Kind, Callable[[Session, Mapping[str, Any], dt.datetime, int | None], Payload]] = {
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
