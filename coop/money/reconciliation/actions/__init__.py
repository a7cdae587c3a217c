"""Bringing a statement in, matching its lines, taking a match back, forgetting names."""

from coop.money.reconciliation.actions.bringing_in import BroughtIn, BroughtInBefore, LooksKnown, bring_in
from coop.money.reconciliation.actions.forgetting import erase_texts
from coop.money.reconciliation.actions.matching import MatchRefused, match, match_sure, undo

__all__ = [
    "BroughtIn",
    "BroughtInBefore",
    "LooksKnown",
    "MatchRefused",
    "bring_in",
    "erase_texts",
    "match",
    "match_sure",
    "undo",
]
