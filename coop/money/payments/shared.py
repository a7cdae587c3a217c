"""What each worker got of a booking's money, and what each has given back of it: one worker, or a team."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.money.cards.queries import on_the_way
from coop.money.payments.entries import GivenBack
from coop.money.payments.models import HeldTip, Refund, Settlement
from coop.money.split.refunds import RefundStep, refund_steps
from coop.money.teams.queries import split_of
from coop.money.teams.rules import Share, given_back, left_after


def shared(session: Session, settlement: Settlement) -> tuple[Share, ...]:
    """The shares of a settled price, the lead's first."""
    return split_of(
        session,
        settlement.subject,
        settlement.worker_party_id,
        price_cents=settlement.price_cents,
        fee_cents=settlement.fee_cents,
    )


def tips_got(session: Session, subject: str) -> dict[int, int]:
    """`party -> cents` of the tips that came in one with the price and became theirs."""
    query = (
        select(PostingRow.party_id, -func.sum(PostingRow.amount))
        .join(Account, Account.id == PostingRow.account_id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(
            Account.code == chart.WORKERS_PAYABLE,
            EntryRow.kind == "tip",
            PostingRow.entry_id.in_(select(HeldTip.entry_id).where(HeldTip.subject == subject)),
        )
        .group_by(PostingRow.party_id)
    )
    return {party: int(cents) for party, cents in session.execute(query) if party is not None}


def going_back(
    session: Session, settlement: Settlement, *, worker_cents: int, fee_cents: int, tip_cents: int
) -> list[Share]:
    """Who gives back what of a part of the price, its fee and of the tips, after all refunds before; the lead first.

    `worker_cents` of a share has its part of the tip in it.
    """
    shares, tips = shared(session, settlement), tips_got(session, settlement.subject)
    before = _steps(session, settlement)
    theirs = given_back([one.worker_cents for one in shares], [step.worker_cents for step in before], worker_cents)
    fees = given_back([one.fee_cents for one in shares], [step.fee_cents for step in before], fee_cents)
    of_tips = given_back([tips.get(one.party_id, 0) for one in shares], [step.tip_cents for step in before], tip_cents)
    return [
        Share(one.party_id, worker + tip, fee)
        for one, worker, fee, tip in zip(shares, theirs, fees, of_tips, strict=True)
    ]


def left_of_each(session: Session, settlement: Settlement) -> dict[int, tuple[int, int]]:
    """`party -> (cents of the price, cents of tips)` that are still theirs after refunds."""
    shares, tips = shared(session, settlement), tips_got(session, settlement.subject)
    steps = _steps(session, settlement)
    of_price = left_after([one.worker_cents for one in shares], [step.worker_cents for step in steps])
    of_tips = left_after([tips.get(one.party_id, 0) for one in shares], [step.tip_cents for step in steps])
    return {one.party_id: (price, tip) for one, price, tip in zip(shares, of_price, of_tips, strict=True)}


def _steps(session: Session, settlement: Settlement) -> list[RefundStep]:
    query = select(Refund.amount_cents).where(Refund.subject == settlement.subject, Refund.after_completion.is_(True))
    amounts = session.execute(query.order_by(Refund.number)).scalars().all()
    return refund_steps(settlement.price_cents, settlement.fee_cents, amounts)


def credited_to_each(session: Session, settlement: Settlement) -> dict[int, list[int]]:
    """`refund -> cents` of each worker's part of the price, fee included, that it gave back; the lead's first."""
    shares = shared(session, settlement)
    query = select(Refund.number, Refund.amount_cents).where(
        Refund.subject == settlement.subject, Refund.after_completion.is_(True)
    )
    refunds = [(number, cents) for number, cents in session.execute(query.order_by(Refund.number))]
    steps = refund_steps(settlement.price_cents, settlement.fee_cents, [cents for _, cents in refunds])
    found = {}
    for place, (number, _cents) in enumerate(refunds):
        theirs = given_back(
            [one.worker_cents for one in shares], [step.worker_cents for step in steps[:place]],
            steps[place].worker_cents,
        )  # fmt: skip
        fees = given_back(
            [one.fee_cents for one in shares], [step.fee_cents for step in steps[:place]], steps[place].fee_cents
        )
        found[number] = [worker + fee for worker, fee in zip(theirs, fees, strict=True)]
    return found


def taken_from(session: Session, back: list[Share]) -> list[GivenBack]:
    """From what each is owed still, as far as it goes; the rest is a claim on them.

    What is being sent to a worker's own account is theirs already, though the books say so a moment later.
    """
    sent, found = on_the_way(session), []
    for one in back:
        left = -balance(session, chart.WORKERS_PAYABLE, party_id=one.party_id) - sent.get(one.party_id, 0)
        payable = min(one.worker_cents, max(0, left))
        found.append(GivenBack(one.party_id, payable, one.worker_cents - payable, one.fee_cents))
    return found
