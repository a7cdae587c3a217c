"""What the books' words are called for a reader. Codes stay as they are: the same in every language."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coop.ledger.chart import CHART

ENTRY_KINDS = {
    "booking-paid": _l("booking paid"),
    "booking-completed": _l("booking completed"),
    "tip": _l("tip"),
    "refund": _l("refund"),
    "cancellation": _l("cancellation"),
    "payout": _l("payout"),
    "payout-returned": _l("payout sent back"),
    "netting": _l("cash fees netted"),
    "clearing": _l("card money paid over"),
    "processor": _l("card processor"),
    "dispute": _l("card payment disputed"),
    "share": _l("share paid in"),
    "redemption": _l("member capital paid back"),
    "expense": _l("expense"),
    "commitment": _l("promised to a project, or returned"),
    "donation": _l("donation"),
    "grant": _l("grant"),
    "period-close": _l("period closed"),
    "reserve": _l("to the reserves"),
    "patronage": _l("dividend"),
    "fees-paid": _l("fees paid by a worker"),
    "write-off": _l("written off"),
    "reversal": _l("reversal"),
    "small-days": _l("small days summed"),
}

ACCOUNT_KINDS = {
    "asset": _l("What the co-op has"),
    "liability": _l("What it owes"),
    "equity": _l("What belongs to the members together"),
    "income": _l("Income of the open period"),
    "expense": _l("Expenses of the open period"),
}

VOTE_KINDS = {
    "resolve": _l("resolutions"),
    "set-rule": _l("changing a rule"),
    "spend": _l("spending from the fund"),
    "distribute": _l("sharing a surplus"),
    "admit": _l("admitting a member"),
    "expel": _l("expelling a member"),
    "recall": _l("recalling a steward"),
    "write-off": _l("writing off a debt"),
    "appeal": _l("upholding what a panel decided about a member"),
    "projects": _l("funding projects"),
}

USES = {
    "reserve": _l("Indivisible reserve"),
    "solidarity": _l("Solidarity fund"),
    "education": _l("Education"),
    "dividends": _l("Dividends to members"),
    "projects": _l("Neighbourhood projects"),
}

BASES = {
    "floor": _l("a floor of the rules"),
    "non_member": _l("earned by people who are not members"),
    "vote": _l("the members' vote"),
    "carried": _l("no quorum, carried to reserve"),
}


def use(key: str) -> str:
    """The reader's word for a use of a surplus."""
    return str(USES.get(key, key))


def basis(key: str) -> str:
    """The reader's word for what a line of a distribution rests on."""
    return str(BASES.get(key, key))


def entry_kind(kind: str) -> str:
    """The reader's word for a kind of entry; an unknown one as it is."""
    return str(ENTRY_KINDS.get(kind, kind))


def account_meaning(code: str) -> str:
    """What an account holds, in a sentence."""
    spec = CHART.get(code)
    return _(spec.meaning) if spec else ""


def breakable(code: str) -> str:
    """An account code that may break after its colons and between its words, on a narrow screen."""
    pieces = [
        "" if not piece else piece[0] + "".join("\u200b" + c if c.isupper() else c for c in piece[1:])
        for piece in code.split(":")
    ]
    return ":\u200b".join(pieces)
