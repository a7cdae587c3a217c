"""Budgets are the co-op's own: who recorded one leads to nobody once they are erased."""

from __future__ import annotations

from coop.db.erasing import Fates, fates

FATES: dict[str, Fates] = {
    "budgets": fates(nameless="recorded_by_id"),
    "budget_lines": fates(nobody="account"),
}
