"""What a proposal would do if it passes, in facts for its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.proposals.choices import names_in
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind
from coop.governance.words import method, office, replaces, use
from coop.ledger.models import Period
from coop.money.fund.models import Expense
from coop.policies.in_force import in_force
from coop.policies.register import REGISTER
from coop.web.filters import day, moment, money, percent


def what_it_does(session: Session, proposal: Proposal) -> list[tuple[str, str]]:
    """(label, value) facts; public, so nobody is named."""
    return facts_of(session, proposal.kind, proposal.payload, at=proposal.drafted_at)


def facts_of(session: Session, kind: str, payload: Mapping[str, Any], *, at: dt.datetime) -> list[tuple[str, str]]:
    """The same of a payload by itself, such as an amendment's; `at`: when what is there now was in force."""
    if not payload:
        return []
    if kind == Kind.DISTRIBUTE:
        period = session.get_one(Period, payload["period_id"])
        return [
            (
                _("Period"),
                _("%(opens)s to %(closes)s", opens=day(period.opens_on), closes=day(period.closes_on)),
            ),
            (_("Surplus"), money(period.surplus_cents)),
        ]
    if kind == Kind.RESOLVE:
        listed = [(_("Option %(number)s", number=key), word) for key, word in names_in(payload).items()]
        return [(_("How members vote"), method(payload["method"])), *listed]
    if kind == Kind.ELECT:
        days = in_force(session, "office.term_days", at).whole
        return [
            (_("Office"), payload["body"] or office(payload["office"])),
            (_("Seats"), str(payload["seats"])),
            (_("Whose terms end"), replaces(payload["replaces"])),
            (_("Term"), _("%(count)s days", count=days)),
        ]
    if kind == Kind.RECALL:
        return [(_("Office"), office(payload["office"]))]
    if kind == Kind.SET_RULE:
        return _rule_facts(session, payload, at)
    if kind == Kind.SPEND:
        expense = session.execute(select(Expense).where(Expense.reference == payload["expense"])).scalar_one()
        return [
            (_("Expense"), expense.reference),
            (_("For"), expense.title),
            (_("Account"), expense.account),
            (_("Amount"), money(expense.amount_cents)),
        ]
    if kind == Kind.PROJECTS:
        return [
            (_("Fund"), use(payload["fund"])),
            (_("Given away at most"), money(payload["amount_cents"])),
            (
                _("Time to spend it"),
                _("%(count)s days after the vote is carried out", count=in_force(session, "projects.days", at).whole),
            ),
            (_("What is not spent"), _("returns to the fund")),
        ]
    if kind == Kind.WRITE_OFF:
        return [(_("Account"), payload["account"]), (_("Amount"), money(payload["amount_cents"]))]
    return []


def said_value(name: str, value: object) -> str:
    """A rule's value as people say it."""
    unit = REGISTER[name].unit.value
    if unit in ("share", "weight"):
        return percent(str(value), places=4) if unit == "share" else str(value)
    if unit == "cents":
        return money(int(str(value)))
    if unit == "days":
        return str(_("%(count)s days", count=value))
    if unit == "hours":
        return str(_("%(count)s hours", count=value))
    return str(value)


def _rule_facts(session: Session, payload: Mapping[str, Any], at: dt.datetime) -> list[tuple[str, str]]:
    name, begins = payload["rule"], payload["in_force_from"]
    before = in_force(session, name, at)
    when = (
        moment(dt.datetime.fromisoformat(begins)) if begins else _("as soon as the decision is carried out")
    )
    return [
        (_("Rule"), name),
        (_("What it means"), _(REGISTER[name].meaning)),
        (_("When it was proposed"), said_value(name, REGISTER[name].write(before.value))),
        (_("New value"), said_value(name, payload["value"])),
        (_("In force from"), when),
    ]
