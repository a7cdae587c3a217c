"""What the databases refuse about card money, and how older tables make room for it; for the migration."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from coop.db.triggers import append_only, is_sqlite
from coop.ledger import chart
from coop.money.triggers import Refusal, keep_facts

_APPEND_ONLY = {
    "card_mode": "id = NEW.id",
    "card_attempts": "id = NEW.id OR key = NEW.key",
    "card_attempt_answers": "attempt_id = NEW.attempt_id",
    "card_events": "id = NEW.id OR event_id = NEW.event_id",
    "card_events_settled": "event_id = NEW.event_id",
    "card_checkouts": "attempt_id = NEW.attempt_id OR session_id = NEW.session_id",
    "card_checkout_ends": "attempt_id = NEW.attempt_id",
    "card_charges": "id = NEW.id OR charge_id = NEW.charge_id OR transaction_id = NEW.transaction_id",
    "card_payment_answers": "payment_id = NEW.payment_id",
    "card_refund_failures": "refund_id = NEW.refund_id",
    "card_transactions": "id = NEW.id OR processor_id = NEW.processor_id",
    "card_transactions_booked": "transaction_id = NEW.transaction_id OR entry_id = NEW.entry_id",
    "card_transactions_available": "transaction_id = NEW.transaction_id",
    "card_disputes": "id = NEW.id OR processor_id = NEW.processor_id OR "
    "(subject = NEW.subject AND number = NEW.number)",
    "card_dispute_states": "id = NEW.id",
    "card_dispute_ends": "dispute_id = NEW.dispute_id",
    "card_checks": "id = NEW.id",
}

_WRONG_MODE = "NEW.is_live IS DISTINCT FROM (SELECT is_live FROM card_mode WHERE id = 1)"
_MOVED = (
    "(SELECT COALESCE(SUM(p.amount), 0) FROM postings p JOIN accounts a ON a.id = p.account_id "
    "WHERE p.entry_id = NEW.entry_id AND a.code IN ('Assets:Processor:Pending', 'Assets:Processor:Available'))"
)
_SHARE = "(SELECT price_cents - fee_cents FROM settlements WHERE subject = NEW.subject AND settled_at IS NOT NULL)"

REFUSALS = (
    Refusal("card_attempts", "of_one_mode", "INSERT", "test cards and live ones never mix", _WRONG_MODE),
    Refusal("card_events", "of_one_mode", "INSERT", "test cards and live ones never mix", _WRONG_MODE),
    Refusal(
        "card_transactions_booked",
        "are_posted",
        "INSERT",
        "an entry books a transaction of the processor to the cent",
        f"{_MOVED} <> (SELECT net_cents FROM card_transactions WHERE id = NEW.transaction_id)",  # noqa: S608  our own names
    ),
    Refusal(
        "card_transfers",
        "within_the_share",
        "INSERT",
        "more than the share of this booking would be sent on",
        "NEW.amount_cents + (SELECT COALESCE(SUM(amount_cents), 0) FROM card_transfers "  # noqa: S608  our own names
        "WHERE subject = NEW.subject AND (outcome IS NULL OR outcome = 'sent')) "
        f"> COALESCE({_SHARE}, 0)",
        lock="mod(hashtext(NEW.subject), 1000)",
    ),
    Refusal("card_transfers", "end_once", "UPDATE", "this transfer has ended", "OLD.ended_at IS NOT NULL"),
    Refusal(
        "refunds",
        "keep_their_payment",
        "UPDATE",
        "a refund stays with its payment",
        "NEW.payment_id IS DISTINCT FROM OLD.payment_id",
    ),
    Refusal(
        "refunds",
        "within_the_payment",
        "INSERT",
        "more would go back to a card than came from it",
        "NEW.payment_id IS NOT NULL AND NEW.amount_cents + (SELECT COALESCE(SUM(amount_cents), 0) FROM refunds "
        "WHERE payment_id = NEW.payment_id) > (SELECT amount_cents FROM payments WHERE id = NEW.payment_id)",
        lock="mod(hashtext(NEW.subject), 1000)",
    ),
)

_METHODS = (
    ("payments", "method", "method IN ('transfer', 'clearing')", "method IN ('transfer', 'clearing', 'card')"),
    ("settlements", "method", "method IN ('cash', 'transfer', 'clearing')",
     "method IN ('cash', 'transfer', 'clearing', 'card')"),
    ("bookings", "payment_method", "payment_method IN ('cash', 'transfer', 'clearing')",
     "payment_method IN ('cash', 'transfer', 'clearing', 'card')"),
)  # fmt: skip
_NEW_ACCOUNTS = (
    chart.PROCESSOR_PENDING,
    chart.PROCESSOR_AVAILABLE,
    chart.PROCESSOR_DISPUTED,
    chart.DISPUTE_FEES,
    chart.DISPUTE_LOSSES,
)


def widen() -> None:
    """Let payments be by card, refunds know their payment, and the books have accounts for it."""
    for table, name, before, after in _METHODS:
        _check(table, name, before, after)
    if is_sqlite():
        op.execute(
            "ALTER TABLE refunds ADD COLUMN payment_id INTEGER "
            "CONSTRAINT fk_refunds_payment_id_payments REFERENCES payments (id)"
        )
    else:
        op.execute("ALTER TABLE refunds ADD COLUMN payment_id BIGINT")
        op.create_foreign_key("fk_refunds_payment_id_payments", "refunds", "payments", ["payment_id"], ["id"])
    op.create_index("ix_refunds_payment_id", "refunds", ["payment_id"])
    connection = op.get_bind()
    currencies = list(connection.execute(text("SELECT commodity FROM accounts WHERE code = 'Assets:Bank'")).scalars())
    for currency in currencies:
        for code in _NEW_ACCOUNTS:
            connection.execute(
                text("INSERT INTO accounts (code, kind, commodity) VALUES (:code, :kind, :commodity)"),
                {"code": code, "kind": chart.CHART[code].kind.value, "commodity": currency},
            )


def install() -> None:
    """Everything the tables refuse."""
    for refusal in REFUSALS:
        _said(refusal).install()
    for table, key in _APPEND_ONLY.items():
        append_only(table, key=key)
    keep_facts(
        "card_transfers",
        key="id = NEW.id OR (subject = NEW.subject AND number = NEW.number)",
        columns="subject, number, party_id, payment_id, amount_cents, made_at",
    )
    keep_facts("card_dispute_evidence", key="attempt_id = NEW.attempt_id OR dispute_id = NEW.dispute_id",
               columns="attempt_id, dispute_id, sent_by_id")  # fmt: skip


def take_back() -> None:
    """Undo `widen`; only for development, as every step back: accounts stay, payments by card would not fit."""
    for refusal in REFUSALS:
        if refusal.table == "refunds":
            on = "" if is_sqlite() else " ON refunds"
            op.execute(f"DROP TRIGGER refunds_{refusal.name}{on}")
        if not is_sqlite():
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
    op.drop_index("ix_refunds_payment_id", "refunds")
    if is_sqlite():
        op.execute("ALTER TABLE refunds DROP COLUMN payment_id")
    else:
        op.drop_column("refunds", "payment_id")
    for table, name, before, after in _METHODS:
        _check(table, name, after, before)


def _said(refusal: Refusal) -> Refusal:
    if not is_sqlite():
        return refusal
    return Refusal(
        refusal.table, refusal.name, refusal.event, refusal.because,
        refusal.when.replace("IS DISTINCT FROM", "IS NOT"), refusal.lock,
    )  # fmt: skip


def _check(table: str, name: str, before: str, after: str) -> None:
    """Say a CHECK constraint otherwise.

    SQLite cannot alter one. Making the table anew would take its triggers along, so its text is changed where SQLite
    keeps it: the way its own documentation gives for changes that leave the stored rows as they are
    (sqlite.org/lang_altertable.html, section 7).
    """
    if not is_sqlite():
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, after)
        return
    connection = op.get_bind()
    version = connection.execute(text("PRAGMA schema_version")).scalar_one()
    connection.execute(text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
            "WHERE type = 'table' AND name = :table AND instr(sql, :before) > 0"
        ),
        {"table": table, "before": f"CHECK ({before})", "after": f"CHECK ({after})"},
    ).rowcount
    connection.execute(text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(text("PRAGMA writable_schema = OFF"))
    if changed != 1:
        raise AssertionError(f"{table} has no CHECK ({before})")
