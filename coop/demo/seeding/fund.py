"""The fund: shares, gifts, a grant, expenses with receipts, weekly payouts, and two periods closed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.demo.content.fund import Spent, given, spending
from coop.demo.content.people import Member, people
from coop.demo.receipts import receipt
from coop.demo.seeding.calendar import DAY, HOUR
from coop.demo.seeding.people import BIC
from coop.demo.seeding.story import Deed, Story
from coop.money.fund import actions as fund
from coop.money.fund import receipts
from coop.money.fund.models import Expense, Grant
from coop.money.payouts import actions as payouts
from coop.money.periods.actions import close
from coop.people.membership.capital import record_share_payment, share_due
from coop.people.membership.queries import open_membership
from coop.policies.queries import local_day

CLOSED_AFTER_DAYS = 4
SECOND_CLOSED_DAYS_AGO = 10
_TREASURER, _SECOND, _THIRD = "bruno", "giulia", "amira"
_INSTALMENTS_CENTS = (2000, 3000)
_IN_INSTALMENTS = ("joon", "folake")
_FRIDAY = 4
_LAST_RUN_DAYS_AGO = 20  # so that the newest run is above the limit of people.py


def plan(story: Story) -> None:
    """Everything that does not follow from a booking or a vote."""
    for member in people().members:
        _plan_share(story, member)
    _plan_gifts(story)
    for spent in spending():
        day = story.calendar.today - (spent.days_ago or 0) * DAY if spent.day is None else None
        submitted = story.calendar.on(day, 9) if day else story.calendar.days_in(spent.day or 0, 9)
        story.at(submitted, _submits(story, spent))
    first, second = story.calendar.first_period, story.calendar.second_period
    story.at(story.calendar.on(first[1] + CLOSED_AFTER_DAYS * DAY, 18), _closes(first))
    story.at(story.calendar.on(story.calendar.today - SECOND_CLOSED_DAYS_AGO * DAY, 18), _closes(second))
    _plan_payouts(story)


def approve_and_pay(story: Story, session: Session, spent: Spent, expense: Expense, at: dt.datetime) -> None:
    """Up to the limit a steward approves; another pays. What needs a vote has been approved by it."""
    if not spent.vote:
        approver = _TREASURER if spent.by != _TREASURER else _SECOND
        fund.approve_expense(session, expense, approver=story.person(session, approver), at=at)
    if spent.paid:
        payer = story.person(session, _THIRD if spent.by != _THIRD else _SECOND)
        fund.pay_expense(session, expense, paid_by=payer, paid_on=local_day(session, at), at=at)


def expense_named(session: Session, key: str) -> Expense:
    """The expense of the content's key."""
    title = next(spent.title for spent in spending() if spent.key == key)
    return session.execute(select(Expense).where(Expense.title == title)).scalar_one()


def _plan_share(story: Story, member: Member) -> None:
    days = (member.joined or 0) + 1
    parts: tuple[int | None, ...] = _INSTALMENTS_CENTS if member.key in _IN_INSTALMENTS else (None,)
    for number, cents in enumerate(parts):
        story.at(story.calendar.days_in(days + 30 * number, 12), _pays_share(story, member.key, cents))


def _pays_share(story: Story, key: str, cents: int | None) -> Deed:
    def pays_share(session: Session, at: dt.datetime) -> None:
        person = story.person(session, key)
        membership = open_membership(session, person.id)
        if membership is None:
            raise LookupError(key)
        record_share_payment(
            session, membership, amount_cents=cents or share_due(session, membership, at=at),
            paid_on=local_day(session, at), recorded_by=story.person(session, _TREASURER), at=at,
        )
        payouts.set_details(session, person, holder=person.display_name, iban=iban_of(person.id), bic=BIC, at=at)

    return pays_share


def iban_of(number: int) -> str:
    """A made-up Italian account number whose check digits are right (ISO 7064, modulo 97)."""
    body = f"X0542811101{number:012d}"
    digits = "".join(str(int(letter, 36)) for letter in f"{body}IT00")
    return f"IT{98 - int(digits) % 97:02d}{body}"


def _plan_gifts(story: Story) -> None:
    for gift in given()["donation"]:
        story.at(story.calendar.days_in(gift["day"], 11), _is_given(story, gift["giver"], gift["amount_cents"]))
    grant = given()["grant"]
    story.at(story.calendar.days_in(grant["day"], 11), _is_granted(story))
    for earned in grant["earned"]:
        story.at(story.calendar.days_in(earned["day"], 20), _earns(story, earned["amount_cents"], earned["note"]))


def _is_given(story: Story, giver: str, amount_cents: int) -> Deed:
    def is_given(session: Session, at: dt.datetime) -> None:
        fund.record_donation(
            session, amount_cents=amount_cents, received_on=local_day(session, at), giver=giver,
            recorded_by=story.person(session, _TREASURER), at=at,
        )

    return is_given


def _is_granted(story: Story) -> Deed:
    def is_granted(session: Session, at: dt.datetime) -> None:
        grant = given()["grant"]
        fund.record_grant(
            session, title=grant["title"], condition=grant["condition"], amount_cents=grant["amount_cents"],
            received_on=local_day(session, at), recorded_by=story.person(session, _TREASURER), at=at,
        )

    return is_granted


def _earns(story: Story, amount_cents: int, note: str) -> Deed:
    def earns(session: Session, at: dt.datetime) -> None:
        grant = session.execute(select(Grant)).scalar_one()
        fund.earn_grant(
            session, grant, amount_cents=amount_cents, earned_on=local_day(session, at), note=note,
            recorded_by=story.person(session, _SECOND), at=at,
        )

    return earns


def _submits(story: Story, spent: Spent) -> Deed:
    def submits(session: Session, at: dt.datetime) -> None:
        spent_on = local_day(session, at) - DAY
        picture = receipt(spent.shop, spent.title, spent.amount_cents, spent_on)
        fund.submit_expense(
            session, submitted_by=story.person(session, spent.by), account=spent.account, title=spent.title,
            amount_cents=spent.amount_cents, spent_on=spent_on, pay_to=f"{spent.shop}, by transfer",
            receipt=receipts.store(story.uploads, picture), at=at,
        )
        if spent.approved and not spent.vote:
            story.at(at + 2 * DAY, _approves(story, spent))

    return submits


def _approves(story: Story, spent: Spent) -> Deed:
    def approves(session: Session, at: dt.datetime) -> None:
        expense = session.execute(select(Expense).where(Expense.title == spent.title)).scalar_one()
        approve_and_pay(story, session, spent, expense, at)

    return approves


def _closes(period: tuple[dt.date, dt.date]) -> Deed:
    def closes(session: Session, at: dt.datetime) -> None:
        close(session, opens_on=period[0], closes_on=period[1], at=at)

    return closes


def _plan_payouts(story: Story) -> None:
    """A run each Friday, drawn up by one steward, approved by a second where it must be."""
    day = story.calendar.founded + 14 * DAY
    day += (_FRIDAY - day.weekday()) % 7 * DAY
    while day <= story.calendar.today - _LAST_RUN_DAYS_AGO * DAY:
        story.at(story.calendar.on(day, 16), _pays_out(story, carried_out=True))
        day += 7 * DAY
    story.at(story.calendar.now - 3 * HOUR, _pays_out(story, carried_out=False))


def _pays_out(story: Story, *, carried_out: bool) -> Deed:
    def pays_out(session: Session, at: dt.datetime) -> None:
        treasurer = story.person(session, _TREASURER)
        try:
            run = payouts.draw_up(session, drawn_up_by=treasurer, at=at)
        except (payouts.NothingToPay, payouts.TooSoon):
            return  # a week without a transfer, or the cadence not over
        if not carried_out:
            return
        if run.needs_approval:
            payouts.approve(session, run, approved_by=story.person(session, _SECOND), at=at + HOUR)
        payouts.carry_out(session, run, carried_out_by=treasurer, paid_on=local_day(session, at), at=at + HOUR)

    return pays_out
