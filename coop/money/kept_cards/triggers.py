"""What the databases refuse about kept cards and consents; for the migration."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.money.triggers import Refusal

_ENDED = "EXISTS (SELECT 1 FROM card_consent_ends WHERE consent_id = {consent})"

REFUSALS = (
    Refusal(
        "card_consents",
        "of_their_own_card",
        "INSERT",
        "a consent is to a card that its owner keeps",
        "NOT EXISTS (SELECT 1 FROM kept_cards WHERE id = NEW.card_id AND person_id = NEW.person_id "
        "AND removed_at IS NULL)",
    ),
    Refusal(
        "card_consents",
        "one_stands",
        "INSERT",
        "another consent stands for this booking",
        "EXISTS (SELECT 1 FROM card_consents c WHERE c.subject = NEW.subject "
        "AND NOT EXISTS (SELECT 1 FROM card_consent_ends e WHERE e.consent_id = c.id))",
        lock="mod(hashtext(NEW.subject), 1000)",
    ),
    Refusal(
        "card_consent_charges",
        "within_the_consent",
        "INSERT",
        "more would be charged than was agreed to",
        "NEW.amount_cents > (SELECT amount_cents FROM card_consents WHERE id = NEW.consent_id)",
    ),
    Refusal(
        "card_consent_charges",
        "while_it_stands",
        "INSERT",
        "this consent has ended",
        _ENDED.format(consent="NEW.consent_id"),
        lock="CAST(NEW.consent_id AS int)",
    ),
    Refusal(
        "card_refusals_told",
        "are_refusals",
        "INSERT",
        "this card was not refused",
        "NOT EXISTS (SELECT 1 FROM card_consent_ends WHERE consent_id = NEW.consent_id "
        "AND outcome IN ('declined', 'asks'))",
    ),
    Refusal("kept_cards", "stay_removed", "UPDATE", "this card was removed", "OLD.removed_at IS NOT NULL"),
)

_APPEND_ONLY = {
    "card_consents": "id = NEW.id",
    "card_consent_charges": "consent_id = NEW.consent_id OR attempt_id = NEW.attempt_id",
    "card_consent_ends": "consent_id = NEW.consent_id",
    "card_refusals_told": "consent_id = NEW.consent_id",
}


def install() -> None:
    """Everything the tables refuse."""
    for refusal in REFUSALS:
        refusal.install()
    for table, key in _APPEND_ONLY.items():
        append_only(table, key=key)


def drop_functions() -> None:
    """Drop the functions; the triggers went with their tables."""
    if not is_sqlite():
        for refusal in REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
