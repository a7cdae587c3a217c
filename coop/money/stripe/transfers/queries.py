"""Which shares wait to be sent on, and what to take back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from coop.ledger import chart
from coop.ledger.models import Account, PostingRow
from coop.money.cards.models import AccountState, CardTransfer, ConnectedAccount
from coop.money.payments.models import Refund, Settlement
from coop.money.stripe.attempts.models import Attempt, AttemptAnswer
from coop.money.stripe.attempts.queries import of_subject
from coop.money.stripe.checkouts.models import CardCharge
from coop.money.stripe.disputes.models import CardDispute, CardDisputeEnd
from coop.money.teams.models import TeamShare
from coop.people.persons.models import Person


def waiting(session: Session) -> list[tuple[Settlement, ConnectedAccount]]:
    """Work that was shared out, paid by card, done by somebody with an account of their own, and not sent on to them.

    Of a team, each who has an account; the others are paid by bank like everybody.

    Only what was settled since they have the account: what came before, the bank has paid or will.
    """
    disputed = (
        select(CardDispute.id)
        .outerjoin(CardDisputeEnd, CardDisputeEnd.dispute_id == CardDispute.id)
        .where(
            CardDispute.subject == Settlement.subject,
            CardDisputeEnd.dispute_id.is_(None),
            CardDispute.is_inquiry.is_(False),
        )
        .correlate(Settlement)
        .exists()
    )
    said = aliased(AccountState)
    newest = (
        select(func.max(said.id))
        .where(said.account_id == ConnectedAccount.id)
        .correlate(ConnectedAccount)
        .scalar_subquery()
    )
    query = (
        select(Settlement, ConnectedAccount)
        .outerjoin(TeamShare, TeamShare.subject == Settlement.subject)
        .join(Person, Person.party_id == func.coalesce(TeamShare.party_id, Settlement.worker_party_id))
        .join(ConnectedAccount, ConnectedAccount.person_id == Person.id)
        .join(AccountState, AccountState.id == newest)
        .where(
            Settlement.method == "card",
            Settlement.settled_at >= ConnectedAccount.made_at,
            AccountState.can_receive.is_(True),
            exists().where(CardCharge.subject == Settlement.subject, CardCharge.payment_id.is_not(None)),
            ~exists().where(CardTransfer.subject == Settlement.subject, CardTransfer.party_id == Person.party_id),
            ~disputed,
        )
        .order_by(Settlement.settled_at, TeamShare.place)
        .limit(200)
    )
    return [(settlement, account) for settlement, account in session.execute(query)]


@dataclass(frozen=True)
class ToReverse:
    """A claim on a worker that a refund left, and a transfer it can be taken back from."""

    refund_id: int
    transfer: CardTransfer
    processor_id: str
    amount_cents: int


def to_reverse(session: Session) -> list[ToReverse]:
    """Refunds whose clawback a transfer to the same worker for the same booking can settle, and none was asked to."""
    claimed = (
        select(Refund.id, Refund.subject, PostingRow.party_id, func.sum(PostingRow.amount))
        .join(PostingRow, PostingRow.entry_id == Refund.entry_id)
        .join(Account, Account.id == PostingRow.account_id)
        .where(
            Account.code == chart.CLAWBACK,
            exists().where(
                CardTransfer.subject == Refund.subject,
                CardTransfer.party_id == PostingRow.party_id,
                CardTransfer.outcome == "sent",
            ),
        )
        .group_by(Refund.id, Refund.subject, PostingRow.party_id)
        .order_by(Refund.id, PostingRow.party_id)
    )
    found = []
    for refund_id, subject, party_id, clawback in session.execute(claimed):
        transfer, processor_id = _sent(session, subject, int(party_id or 0))
        asked = reversals_of(session, transfer)
        if any(attempt.parameters["refund"] == refund_id for attempt, _ in asked):
            continue
        taken = sum(int(a.parameters["amount"]) for a, answer in asked if answer is None or answer.object_id)
        amount = min(int(clawback), transfer.amount_cents - taken)
        if amount > 0:
            found.append(ToReverse(refund_id, transfer, processor_id, amount))
    return found


def reversals_of(session: Session, transfer: CardTransfer) -> list[tuple[Attempt, AttemptAnswer | None]]:
    """What was asked to be taken back of a transfer, with the answers."""
    asked = of_subject(session, transfer.subject, "reversal")
    return [(attempt, answer) for attempt, answer in asked if attempt.parameters["transfer"] == transfer.id]


def _sent(session: Session, subject: str, party_id: int) -> tuple[CardTransfer, str]:
    transfer = session.execute(
        select(CardTransfer)
        .where(CardTransfer.subject == subject, CardTransfer.party_id == party_id, CardTransfer.outcome == "sent")
        .limit(1)
    ).scalar_one()
    query = (
        select(AttemptAnswer.object_id, Attempt.parameters)
        .join(Attempt, Attempt.id == AttemptAnswer.attempt_id)
        .where(Attempt.subject == subject, Attempt.deed == "transfer", AttemptAnswer.object_id != "")
    )
    ids = {parameters["transfer"]: object_id for object_id, parameters in session.execute(query)}
    return transfer, ids[transfer.id]
