"""Writing down what was paid, one deed a module; callers take them from here."""

from coop.money.cover import NotCovered
from coop.money.payments.actions.cancelling import CancelFacts, finish_cancellation, is_shared_out, settle_cancellation
from coop.money.payments.actions.giving import give_held_tips
from coop.money.payments.actions.refunding import (
    NotByHand,
    NotHeld,
    NotSettled,
    give_back,
    refund_after,
    refund_before,
    send_refund,
)
from coop.money.payments.actions.settling import AlreadySettled, SettleFacts, settle, settle_many
from coop.money.payments.actions.tipping import record_card_tip, record_tip, tip_from_excess
from coop.money.payments.actions.transfers import (
    charge_kept_aside,
    expect_transfer,
    record_card_payment,
    record_transfer,
)

__all__ = [
    "AlreadySettled",
    "CancelFacts",
    "NotByHand",
    "NotCovered",
    "NotHeld",
    "NotSettled",
    "SettleFacts",
    "charge_kept_aside",
    "expect_transfer",
    "finish_cancellation",
    "give_back",
    "give_held_tips",
    "is_shared_out",
    "record_card_payment",
    "record_card_tip",
    "record_tip",
    "record_transfer",
    "refund_after",
    "refund_before",
    "send_refund",
    "settle",
    "settle_cancellation",
    "settle_many",
    "tip_from_excess",
]
