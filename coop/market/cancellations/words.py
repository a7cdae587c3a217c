"""Cancellation terms in words, the same on editor, listing and booking."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.market.cancellations.rules import CancellationTier


def tier_said(tier: str) -> str:
    """What a client who cancels pays, in one sentence."""
    return str(
        {
            CancellationTier.FLEXIBLE: _("Free until 24 hours before the start, then half the price."),
            CancellationTier.MODERATE: _("Free until 24 hours before the start, then the full price."),
            CancellationTier.STRICT: _("Half the price until 5 days before the start, then the full price."),
        }[CancellationTier(tier)]
    )
