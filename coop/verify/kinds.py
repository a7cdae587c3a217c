"""Which accounts an entry of each kind may touch; one that is not here cannot be checked: wrong."""

from __future__ import annotations

MONEY = ("Assets:Bank", "Assets:Cash", "Assets:Clearing:", "Assets:Processor:")
PROCESSING = "Expenses:Processing"
HELD, PAYABLE = "Liabilities:ClientsHeld", "Liabilities:WorkersPayable"
OWED_FEES, CLAWBACK = "Assets:Receivable:WorkerFees", "Assets:Receivable:Clawback"
FEES, REFUNDED, CANCELLATIONS = "Income:Fees", "Income:FeesRefunded", "Income:Cancellations"
WORKED, CONTRIBUTED = "Assets:Labour:Worked", "Equity:Labour:Contributed"
SURPLUS, RESERVES = "Equity:Surplus:Unallocated", "Equity:Reserves:"
DIVIDEND_CASH, DIVIDEND_KEPT = "Liabilities:PatronagePayable", "Equity:PatronageRetained:"
DIVIDEND_DATED = "Liabilities:PatronageDated"
"""Cash that falls due on a later day; on it, a redemption makes it payable."""
SHARES, REDEEMABLE = "Equity:MemberShares", "Liabilities:SharesRedeemable"
COMMITTED = "Equity:Committed:"
PAYABLES, GRANTS = "Liabilities:AccountsPayable", "Liabilities:RestrictedGrants"

SUMMARY = "small-days"
"""The kind of an entry that sums what is not told one by one."""

MAY_TOUCH: dict[str, tuple[str, ...]] = {
    "booking-paid": (*MONEY, HELD, PROCESSING),
    "booking-completed": (HELD, PAYABLE, OWED_FEES, FEES, WORKED, CONTRIBUTED),
    "tip": (*MONEY, HELD, PAYABLE, PROCESSING),
    "cancellation": (HELD, PAYABLE, FEES, CANCELLATIONS),
    "refund": (*MONEY, HELD, PAYABLE, OWED_FEES, CLAWBACK, REFUNDED, PROCESSING),
    "payout": (*MONEY, PAYABLE, DIVIDEND_CASH, DIVIDEND_KEPT),
    "payout-returned": (*MONEY, PAYABLE, DIVIDEND_CASH, CLAWBACK),
    "clearing": (*MONEY, PROCESSING),
    "processor": (*MONEY, PROCESSING, PAYABLE),
    "dispute": ("Assets:Processor:", "Expenses:Disputes:", HELD, CLAWBACK),
    "netting": (PAYABLE, OWED_FEES, CLAWBACK),
    "fees-paid": (*MONEY, OWED_FEES, CLAWBACK),
    "share": (*MONEY, SHARES),
    "redemption": (*MONEY, SHARES, REDEEMABLE, DIVIDEND_KEPT, DIVIDEND_CASH, DIVIDEND_DATED),
    "expense": (*MONEY, "Expenses:", PAYABLES, COMMITTED),
    "commitment": (RESERVES, COMMITTED),
    "donation": (*MONEY, "Income:Donations"),
    "grant": (*MONEY, GRANTS, "Income:Grants"),
    "write-off": ("Expenses:BadDebt", OWED_FEES, CLAWBACK),
    "period-close": ("Income:", "Expenses:", SURPLUS),
    "reserve": (SURPLUS, RESERVES),
    "patronage": (SURPLUS, DIVIDEND_CASH, DIVIDEND_DATED, DIVIDEND_KEPT),
    "reversal": ("Assets:", "Liabilities:", "Equity:", "Income:", "Expenses:"),
}

SUMMED = (
    "booking-paid", "booking-completed", "tip", "cancellation", "refund", "payout", "payout-returned", "netting",
    "fees-paid", "share", "redemption", "dispute", "processor",
)  # fmt: skip
"""Kinds that a summary may sum; entries that undo them, too."""

MAY_TOUCH[SUMMARY] = tuple(dict.fromkeys(account for kind in SUMMED for account in MAY_TOUCH[kind]))

REFERENCES: dict[str, tuple[str, ...]] = {
    "booking": ("booking-paid", "booking-completed", "tip", "cancellation", "refund", "payout",
                "payout-returned", "processor", "dispute"),
    "payout": ("payout", "payout-returned"),
    "netting": ("netting",),
    "fees": ("fees-paid",),
    "clearing": ("clearing",),
    "processor": ("processor",),
    "share": ("share",),
    "redemption": ("redemption",),
    "expense": ("expense",),
    "donation": ("donation",),
    "grant": ("grant",),
    "period": ("period-close",),
    "small-days": (SUMMARY,),
    "decision": ("reserve", "patronage", "write-off", "commitment"),
    "project": ("commitment",),
}
"""First word of a reference -> the kinds it may be of."""

BOOKING_FACTS = {
    "paid": "booking-paid",
    "completed": "booking-completed",
    "tip": "tip",
    "cancelled": "cancellation",
    "refunded": "refund",
    "transferred": "payout",
    "returned": "payout-returned",
    "processing": "processor",
    "disputed": "dispute",
}
"""Third word of `booking:<reference>:...` -> its kind."""


def may_touch(kind: str, account: str) -> bool:
    """Whether an entry of a known kind may have a posting to the account."""
    return any(
        account == allowed or (allowed.endswith(":") and account.startswith(allowed)) for allowed in MAY_TOUCH[kind]
    )


def kind_fits(reference: str, kind: str) -> bool:
    """Whether a reference belongs to an entry of this kind; reversals add a word to what they undo."""
    words = reference.split(":")
    if kind == "reversal":
        return words[-1] == "reversed"
    if words[-1] == "reversed":
        return False
    if words[0] == "booking":
        return len(words) > 2 and BOOKING_FACTS.get(words[2]) == kind
    return words[0] not in REFERENCES or kind in REFERENCES[words[0]]
