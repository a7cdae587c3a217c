"""What the databases refuse about the shares of a team's booking and what is sent on to each; for the migration."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import is_sqlite, never_emptied, never_replaced
from coop.money.triggers import Refusal

_ASKED = (
    "EXISTS (SELECT 1 FROM bookings b WHERE b.reference = SUBSTR({row}.subject, 9) AND b.requested_at IS NOT NULL)"
)
_THEIRS = (
    "(SELECT COALESCE(-SUM(p.amount), 0) FROM postings p JOIN accounts a ON a.id = p.account_id "
    "WHERE a.code = 'Liabilities:WorkersPayable' AND p.party_id = NEW.party_id AND p.entry_id IN "
    "(SELECT s.entry_id FROM settlements s WHERE s.subject = NEW.subject UNION "
    "SELECT t.entry_id FROM tips t WHERE t.subject = NEW.subject))"
)

REFUSALS = (
    Refusal("team_shares", "before_it_is_asked", "INSERT", "the shares of a booking are fixed when it is booked",
            _ASKED.format(row="NEW")),
    Refusal("team_shares", "never_change", "UPDATE", "the shares of a booking never change", "1 = 1"),
    Refusal("team_shares", "stay", "DELETE", "the shares of a booking stay", _ASKED.format(row="OLD")),
    Refusal("card_transfers", "to_each_their_part", "INSERT",
            "a worker is sent no more than their part of this booking",
            "NEW.amount_cents + (SELECT COALESCE(SUM(c.amount_cents), 0) FROM card_transfers c "  # noqa: S608  our own names
            "WHERE c.subject = NEW.subject AND c.party_id = NEW.party_id "
            "AND (c.outcome IS NULL OR c.outcome = 'sent')) "
            f"> {_THEIRS}", lock="mod(hashtext(NEW.subject), 1000)"),
)  # fmt: skip


def install() -> None:
    """Everything the table refuses, and the part of each in what is sent on."""
    for refusal in REFUSALS:
        refusal.install()
    never_emptied("team_shares")
    never_replaced(
        "team_shares", key="subject = NEW.subject AND (place = NEW.place OR party_id = NEW.party_id)"
    )


def take_back() -> None:
    """Undo `install`, but for what goes with the table."""
    op.execute("DROP TRIGGER card_transfers_to_each_their_part" + ("" if is_sqlite() else " ON card_transfers"))


def drop_functions() -> None:
    """After the table is dropped, PostgreSQL still has the functions."""
    if not is_sqlite():
        for refusal in REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
