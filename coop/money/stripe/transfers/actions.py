"""Sending shares on, and taking them back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.balances import balance
from coop.money.cards.models import CardTransfer, ConnectedAccount
from coop.money.cards.queries import on_the_way
from coop.money.locks import lock, party
from coop.money.payments.held_tips import tips_given_cents
from coop.money.payments.models import Settlement
from coop.money.payments.queries import processor_fee_cents, refunded_after
from coop.money.payments.shared import left_of_each, shared
from coop.money.payouts.actions import RUNS
from coop.money.payouts.models import PayoutLine
from coop.money.payouts.queries import open_run
from coop.money.stripe.attempts.actions import Deed, make
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.attempts.queries import of_subject
from coop.money.stripe.balance.actions import booked, keep, moved_by
from coop.money.stripe.balance.models import ProcessorTransaction
from coop.money.stripe.checkouts.models import CardCharge
from coop.money.stripe.client import Fields, Gateway
from coop.money.stripe.entries import Moved, returned_entry, transferred_entry
from coop.money.stripe.transfers.queries import ToReverse, reversals_of
from coop.money.stripe.transfers.rules import share_left, to_send
from coop.money.teams.rules import borne_by
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import charter

OWED_BACK = (chart.WORKER_FEES, chart.CLAWBACK)
TRANSFER, REVERSAL = "transfer", "reversal"


def set_out(
    session: Session, due: tuple[Settlement, ConnectedAccount], *, is_live: bool, at: dt.datetime
) -> Attempt | None:
    """Reserve a worker's share and write the attempt down; None when there is nothing to send, or a run pays it."""
    settlement, account = due
    who = session.get_one(Person, account.person_id).party_id
    lock(session, RUNS, settlement.subject, party(who))
    query = select(CardTransfer.party_id, CardTransfer.payment_id, CardTransfer.amount_cents, CardTransfer.outcome)
    earlier = session.execute(query.where(CardTransfer.subject == settlement.subject)).all()
    if any(to == who for to, *_ in earlier):
        return None
    run = open_run(session)
    if run is not None and session.get(PayoutLine, (run.id, who)) is not None:
        return None  # it pays what they are owed now; afterwards it is seen what is left
    charge = session.execute(
        select(CardCharge)
        .where(CardCharge.subject == settlement.subject, CardCharge.payment_id.is_not(None))
        .order_by(CardCharge.amount_cents.desc())
        .limit(1)
    ).scalar_one()
    # A charge pays for the transfers that name it, all together.
    gone = sum(cents for _, payment, cents, ended in earlier if payment == charge.payment_id and ended != "refused")
    amount = _amount_to_send(session, settlement, who, charged_cents=charge.amount_cents - gone)
    if not amount or charge.payment_id is None:
        return None
    transfer = CardTransfer(
        subject=settlement.subject,
        number=len(earlier) + 1,
        party_id=who,
        payment_id=charge.payment_id,
        amount_cents=amount,
        made_at=at,
    )
    session.add(transfer)
    session.flush()
    return make(
        session,
        deed=TRANSFER,
        subject=settlement.subject,
        parameters={
            "transfer": transfer.id,
            "amount": amount,
            "currency": charter(session).currency.lower(),
            "account": account.processor_id,
            "charge": charge.charge_id,
        },
        is_live=is_live,
        at=at,
    )


def _amount_to_send(session: Session, settlement: Settlement, who: int, *, charged_cents: int) -> int:
    worker_bears = in_force(session, "cards.fee_bearer", settlement.recorded_at).text == "worker"
    borne = processor_fee_cents(session, settlement.subject) if worker_bears else 0
    return to_send(
        _share_left(session, settlement, who, borne),
        payable_cents=-balance(session, chart.WORKERS_PAYABLE, party_id=who),
        owed_back_cents=sum(max(0, balance(session, code, party_id=who)) for code in OWED_BACK),
        on_the_way_cents=on_the_way(session).get(who, 0),
        charged_cents=charged_cents,
    )


def _share_left(session: Session, settlement: Settlement, who: int, borne: int) -> int:
    shares = shared(session, settlement)
    if len(shares) == 1:
        return share_left(
            settlement.price_cents,
            settlement.fee_cents,
            refunded_cents=refunded_after(session, settlement.subject),
            borne_cents=borne,
            tip_cents=tips_given_cents(session, settlement.subject),
        )
    of_price, of_tips = left_of_each(session, settlement)[who]
    of_all = dict(borne_by(shares, min(borne, settlement.price_cents - settlement.fee_cents)))
    return max(0, of_price - of_all[who]) + of_tips


def _transfer(gateway: Gateway, attempt: Attempt) -> Fields:
    asked = attempt.parameters
    return gateway.ask(
        lambda v1: v1.transfers.create(
            {
                "amount": asked["amount"],
                "currency": asked["currency"],
                "destination": asked["account"],
                "source_transaction": asked["charge"],
                "transfer_group": attempt.subject,
                "metadata": {"attempt": str(attempt.id)},
                "expand": ["balance_transaction"],
            },
            {"idempotency_key": attempt.key},
        )
    )


def _find_transfer(gateway: Gateway, attempt: Attempt) -> Fields | None:
    of_booking = gateway.every(
        lambda v1: v1.transfers.list({"transfer_group": attempt.subject, "expand": ["data.balance_transaction"]})
    )
    return next((one for one in of_booking if one.get("metadata", {}).get("attempt") == str(attempt.id)), None)


def _transferred(session: Session, attempt: Attempt, made: Fields, at: dt.datetime) -> None:
    transfer = session.get_one(CardTransfer, attempt.parameters["transfer"])
    lock(session, transfer.subject, party(transfer.party_id))
    row, moved = _moved(session, made, at)
    entry = transferred_entry(
        transfer.subject.removeprefix("booking:"), moved, number=transfer.number, party_id=transfer.party_id
    )
    transfer.entry_id = journal.post(session, entry, at=at)
    transfer.outcome, transfer.ended_at = "sent", at
    session.flush()
    booked(session, row, transfer.entry_id, at=at)


def _not_transferred(session: Session, attempt: Attempt, _code: str, at: dt.datetime) -> None:
    # The share stays owed, and a payout run pays it like everybody's.
    transfer = session.get_one(CardTransfer, attempt.parameters["transfer"])
    transfer.outcome, transfer.ended_at = "refused", at
    session.flush()


TRANSFER_DEED = Deed(call=_transfer, record=_transferred, refused=_not_transferred, find=_find_transfer)


def take_back(session: Session, due: ToReverse, *, is_live: bool, at: dt.datetime) -> Attempt | None:
    """Write down that a transfer is to be taken back for a refund; the claim on the worker is booked already."""
    lock(session, due.transfer.subject)
    of_it = reversals_of(session, due.transfer)
    if any(attempt.parameters["refund"] == due.refund_id for attempt, _ in of_it):
        return None
    asked = of_subject(session, due.transfer.subject, REVERSAL)
    return make(
        session,
        deed=REVERSAL,
        subject=due.transfer.subject,
        parameters={
            "transfer": due.transfer.id,
            "processor_id": due.processor_id,
            "refund": due.refund_id,
            "number": len(asked) + 1,
            "amount": due.amount_cents,
        },
        is_live=is_live,
        at=at,
    )


def _reverse(gateway: Gateway, attempt: Attempt) -> Fields:
    asked = attempt.parameters
    return gateway.ask(
        lambda v1: v1.transfers.reversals.create(
            asked["processor_id"],
            {
                "amount": asked["amount"],
                "metadata": {"attempt": str(attempt.id)},
                "expand": ["balance_transaction"],
            },
            {"idempotency_key": attempt.key},
        )
    )


def _find_reversal(gateway: Gateway, attempt: Attempt) -> Fields | None:
    made = gateway.every(
        lambda v1: v1.transfers.reversals.list(
            attempt.parameters["processor_id"], {"expand": ["data.balance_transaction"]}
        )
    )
    return next((one for one in made if one.get("metadata", {}).get("attempt") == str(attempt.id)), None)


def _reversed(session: Session, attempt: Attempt, made: Fields, at: dt.datetime) -> None:
    transfer = session.get_one(CardTransfer, attempt.parameters["transfer"])
    lock(session, transfer.subject, party(transfer.party_id))
    row, moved = _moved(session, made, at)
    owed = max(0, balance(session, chart.CLAWBACK, party_id=transfer.party_id))
    entry = returned_entry(
        transfer.subject.removeprefix("booking:"),
        moved,
        number=attempt.parameters["number"],
        party_id=transfer.party_id,
        clawback_cents=min(owed, moved.net_cents),
    )
    booked(session, row, journal.post(session, entry, at=at), at=at)


REVERSAL_DEED = Deed(call=_reverse, record=_reversed, find=_find_reversal)


def _moved(session: Session, made: Fields, at: dt.datetime) -> tuple[ProcessorTransaction, Moved]:
    row = keep(session, made["balance_transaction"], at=at)
    return row, moved_by(session, row)
