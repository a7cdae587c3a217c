"""Spending from the fund and giving to it, one subject a module; callers take them from here."""

from coop.money.fund.actions.giving import earn_grant, record_donation, record_grant
from coop.money.fund.actions.refusals import BeyondPromise, NeedsAnother, NeedsVote, NotOpen
from coop.money.fund.actions.spending import (
    approve_expense,
    pay_expense,
    refuse_expense,
    submit_expense,
    submit_receipt,
)
from coop.money.fund.actions.writing_off import write_off
from coop.money.fund.commitments.actions import AlreadyClosed

__all__ = [
    "AlreadyClosed",
    "BeyondPromise",
    "NeedsAnother",
    "NeedsVote",
    "NotOpen",
    "approve_expense",
    "earn_grant",
    "pay_expense",
    "record_donation",
    "record_grant",
    "refuse_expense",
    "submit_expense",
    "submit_receipt",
    "write_off",
]
