"""Writing a proposal: common fields, and those of its kind. `payloads` checks what a value may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from coop.governance.distribution.queries import undistributed_periods
from coop.governance.electorate.frozen import YES_NO
from coop.governance.proposals import fund, queries
from coop.governance.proposals.choices import METHODS
from coop.governance.proposals.payloads import MOST_BODY
from coop.governance.proposals.rules import Kind, Stance
from coop.governance.terms.queries import bodies, in_office
from coop.governance.terms.rules import Office, Replaces
from coop.governance.words import method, office, replaces, use
from coop.money.fund.commitments.queries import fund_states
from coop.policies.queries import charter
from coop.policies.register import REGISTER
from coop.web import clock
from coop.web.filters import day, money
from coop.web.forms import CentsField, OnceForm


class ProposalForm(OnceForm):
    """A resolution, and what every other kind has too."""

    title = StringField(
        _l("Title"),
        [InputRequired(_l("Enter a title")), Length(max=120, message=_l("At most 120 characters"))],
        description=_l("Anyone can read it, so name nobody."),
    )
    text = TextAreaField(
        _l("What should we decide, and why?"),
        [InputRequired(_l("Say what should be decided, and why"))],
        description=_l("Markdown works: lists with -, **bold**. Anyone can read it, so name nobody."),
    )


class ResolveForm(ProposalForm):
    """A text, and how members vote on it."""

    method = SelectField(_l("How do members vote on it?"), default=YES_NO)
    options = TextAreaField(
        _l("The options, one a line"),
        [Optional()],
        description=_l(
            "For approval, points or ranks: from 2 to 8 of them. Leaving things as they are is always added as the "
            "last one. Anyone can read them, so name nobody."
        ),
    )


class AmendmentReason(OnceForm):
    """What an amendment adds to the form of a proposal under discussion."""

    reason = StringField(_l("Why do you change it?"), [InputRequired(_l("Say why you change it")), Length(max=300)])


class DistributeForm(ProposalForm):
    """Share the surplus of a closed period."""

    period_id = SelectField(_l("Surplus of which period?"), coerce=int)


class SetRuleForm(ProposalForm):
    """Give a rule of the register another value."""

    rule = SelectField(_l("Which rule?"))
    value = StringField(
        _l("New value"),
        [InputRequired(_l("Enter the new value"))],
        description=_l("A share as 5% or 1/20; money in cents; days, hours and counts as whole numbers."),
    )
    in_force_from = DateField(
        _l("In force from"),
        [Optional()],
        description=_l("Leave empty for as soon as the decision is carried out."),
    )


class SpendForm(ProposalForm):
    """Approve an expense above what a steward may approve."""

    expense = SelectField(_l("Which expense?"))


class AdmitForm(OnceForm):
    """Put an application to the vote. Its title names nobody and its text is for members."""

    application_id = SelectField(_l("Whose application?"), coerce=int)
    text = TextAreaField(
        _l("Why a vote?"),
        [InputRequired(_l("Say why members should vote on it"))],
        description=_l("Only members can read it."),
    )


class WriteOffForm(ProposalForm):
    """Give up a debt to the fund that will not be paid."""

    debt = SelectField(_l("Which debt?"))
    amount = CentsField(_l("How much of it?"), [InputRequired(_l("Enter an amount"))])


class ElectForm(ProposalForm):
    """Fill an office: how many seats, and whose terms end."""

    office = SelectField(_l("Which office?"))
    body = StringField(
        _l("Name of the committee"),
        [Optional(), Length(max=MOST_BODY)],
        description=_l("Only for a committee. Anyone can read it."),
    )
    seats = IntegerField(_l("How many seats?"), [InputRequired(_l("Enter how many seats"))], default=1)
    replaces = SelectField(
        _l("Whose terms end when the elected begin?"),
        description=_l("Founders' terms end with the first election either way."),
    )


class ProjectsForm(ProposalForm):
    """Give part of a fund to projects that members propose and choose."""

    text = TextAreaField(
        _l("What kind of projects do we look for, and why now?"),
        [InputRequired(_l("Say what kind of projects you look for"))],
        description=_l("Members propose projects once this is under discussion. Anyone can read it, so name nobody."),
    )
    fund = SelectField(_l("From which fund?"))
    amount = CentsField(
        _l("At most how much altogether?"),
        [InputRequired(_l("Enter an amount"))],
        description=_l("It is kept for the projects from when the vote opens. What they leave stays in the fund."),
    )


class RecallForm(OnceForm):
    """End somebody's term by vote. Its title names nobody and its text is for members."""

    term = SelectField(_l("Who?"))
    text = TextAreaField(
        _l("Why?"),
        [InputRequired(_l("Say why"))],
        description=_l("Only members can read it, the one concerned among them. Say what happened, and judge nobody."),
    )


class CommentForm(OnceForm):
    """A word in the discussion."""

    stance = SelectField(
        _l("This is"),
        choices=[
            SelectChoice(Stance.REMARK.value, _l("a remark")),
            SelectChoice(Stance.FOR.value, _l("a reason for")),
            SelectChoice(Stance.AGAINST.value, _l("a reason against")),
            SelectChoice(Stance.QUESTION.value, _l("a question")),
        ],
    )
    text = TextAreaField(
        _l("What do you want to say?"), [InputRequired(_l("Write something first")), Length(max=5_000)]
    )


class WithdrawForm(OnceForm):
    """Taking a proposal back."""

    reason = StringField(_l("Why do you withdraw it?"), [InputRequired(_l("Say why")), Length(max=300)])


_FORMS: dict[Kind, type[OnceForm]] = {
    Kind.DISTRIBUTE: DistributeForm,
    Kind.SET_RULE: SetRuleForm,
    Kind.SPEND: SpendForm,
    Kind.ADMIT: AdmitForm,
    Kind.RESOLVE: ResolveForm,
    Kind.WRITE_OFF: WriteOffForm,
    Kind.ELECT: ElectForm,
    Kind.RECALL: RecallForm,
    Kind.PROJECTS: ProjectsForm,
}


def proposal_form(
    session: Session, kind: Kind, *, amending: bool = False, data: Mapping[str, Any] | None = None
) -> OnceForm:
    """The form of a kind, its choices filled from the books; `data` are what it holds at first."""
    base = _FORMS[kind]
    made = type("AmendedForm", (base, AmendmentReason), {}) if amending else base
    form: OnceForm = made(data=data)
    if kind is Kind.RESOLVE:
        form["method"].choices = [SelectChoice(name, method(name)) for name in METHODS]
    if kind is Kind.ELECT:
        form["office"].choices = [SelectChoice(one.value, office(one)) for one in Office]
        form["replaces"].choices = [SelectChoice(one.value, replaces(one)) for one in Replaces]
    if kind in _CHOSEN:
        form[_CHOSEN[kind]].choices = [SelectChoice(value, label) for value, label in _choices(session, kind)]
    return form


_CHOSEN = {
    Kind.DISTRIBUTE: "period_id",
    Kind.SET_RULE: "rule",
    Kind.SPEND: "expense",
    Kind.ADMIT: "application_id",
    Kind.WRITE_OFF: "debt",
    Kind.RECALL: "term",
    Kind.PROJECTS: "fund",
}


def _choices(session: Session, kind: Kind) -> Iterator[tuple[str, str]]:
    if kind is Kind.DISTRIBUTE:
        for period in undistributed_periods(session):
            days = _("%(opens)s to %(closes)s", opens=day(period.opens_on), closes=day(period.closes_on))
            yield str(period.id), f"{days}: {money(period.surplus_cents)}"
    elif kind is Kind.SET_RULE:
        for spec in REGISTER.values():
            if not spec.constant:
                yield spec.name, f"{spec.name}: {_(spec.meaning)}"
    elif kind is Kind.SPEND:
        for expense in fund.waiting_expenses(session):
            yield expense.reference, f"{expense.reference}: {expense.title}, {money(expense.amount_cents)}"
    elif kind is Kind.ADMIT:
        for number, name in queries.open_applications(session):
            yield str(number), name
    elif kind is Kind.RECALL:
        yield from _terms(session)
    elif kind is Kind.PROJECTS:
        for state in fund_states(session).values():
            free = _("%(sum)s free", sum=money(max(0, state.free_cents)))
            yield state.fund.value, f"{use(state.fund)}: {free}"
    else:
        for debt in fund.debts(session):
            label = f"{debt.name}, {debt.account}: {money(debt.owed_cents)}"
            yield f"{debt.account}|{debt.party_token}", label


def _terms(session: Session) -> Iterator[tuple[str, str]]:
    at = clock.now()
    for term, person in in_office(session, Office.STEWARD, at=at):
        yield f"{Office.STEWARD}|{term.id}", f"{person.display_name}, {office(Office.STEWARD)}"
    for body in bodies(session):
        for term, person in in_office(session, Office.COMMITTEE, body=body, at=at):
            yield f"{Office.COMMITTEE}|{term.id}", f"{person.display_name}, {body}"


def payload_of(session: Session, kind: Kind, form: OnceForm) -> dict[str, Any]:
    """What the form asks to enact, still to be checked by `payloads.checked`."""
    if kind is Kind.SET_RULE:
        begins = form["in_force_from"].data
        zone = ZoneInfo(charter(session).timezone)
        moment = dt.datetime.combine(begins, dt.time(), zone).isoformat() if begins else None
        return {"rule": form["rule"].data, "value": form["value"].data, "in_force_from": moment}
    if kind is Kind.RESOLVE:
        return {"method": form["method"].data, "options": (form["options"].data or "").splitlines()}
    if kind is Kind.ELECT:
        return {name: form[name].data for name in ("office", "body", "seats", "replaces")}
    if kind is Kind.RECALL:
        held, _bar, number = str(form["term"].data).partition("|")
        return {"office": held, "term_id": number}
    if kind is Kind.WRITE_OFF:
        account, _bar, token = str(form["debt"].data).partition("|")
        return {"account": account, "party_token": token, "amount_cents": form["amount"].data}
    if kind is Kind.PROJECTS:
        return {"fund": form["fund"].data, "amount_cents": form["amount"].data}
    return {_CHOSEN[kind]: form[_CHOSEN[kind]].data} if kind in _CHOSEN else {}


def data_of(session: Session, kind: Kind, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields of a kind hold for a payload: the reverse of `payload_of`."""
    if kind is Kind.SET_RULE:
        zone = ZoneInfo(charter(session).timezone)
        begins = payload["in_force_from"]
        moment = dt.datetime.fromisoformat(begins).astimezone(zone).date() if begins else None
        return {"rule": payload["rule"], "value": str(payload["value"]), "in_force_from": moment}
    if kind is Kind.RESOLVE:
        return {"method": payload.get("method", YES_NO), "options": "\n".join(payload.get("options", ()))}
    if kind is Kind.RECALL:
        return {"term": f"{payload['office']}|{payload['term_id']}"}
    if kind is Kind.WRITE_OFF:
        return {"debt": f"{payload['account']}|{payload['party_token']}", "amount": payload["amount_cents"]}
    if kind is Kind.PROJECTS:
        return {"fund": payload["fund"], "amount": payload["amount_cents"]}
    return dict(payload)
