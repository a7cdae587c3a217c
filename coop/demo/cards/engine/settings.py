"""What the make-believe processor charges, and how long things take. Minor units and whole days throughout."""

from __future__ import annotations

from dataclasses import dataclass

API_VERSION = "2026-10-28.endive"  # the client library's own; a test holds the two together
DAY = 86_400


@dataclass(frozen=True)
class Settings:
    """Terms of one processor."""

    key: str = "sk_test_toadlane"
    webhook_secret: str = "whsec_toadlane"  # noqa: S105  signs the events of a make-believe processor
    account: str = "acct_toadlane"
    country: str = "IT"
    currency: str = "eur"
    fee_basis_points: int = 150
    fee_fixed: int = 25
    dispute_fee: int = 2000
    smallest_charge: int = 50
    settle_days: int = 2
    """Days until a charge's money is available, counted to that day's midnight UTC."""
    authorisation_days: int = 7
    payout_days: int = 2
    evidence_days: int = 14
    inquiry_days: int = 30
    idempotency_hours: int = 24
    link_minutes: int = 10
    retry_seconds: tuple[float, ...] = (1.0, 5.0, 25.0, 125.0, 625.0)
    """Real seconds between attempts at a webhook; after the last it is given up."""
