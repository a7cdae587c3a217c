"""What the databases refuse about papers, for their migration."""

from __future__ import annotations

from alembic import op

from coop.db import blanking
from coop.db.triggers import APPEND_ONLY_FUNCTION, append_only, is_sqlite, never_emptied
from coop.money.triggers import Refusal

_SAME = "SELECT {what} FROM papers p WHERE p.issuer_id = NEW.issuer_id AND p.kind = NEW.kind"
_CREDITED = "SELECT COALESCE(SUM(p.{what}), 0) + NEW.{what} FROM papers p WHERE p.refers_to_id = NEW.refers_to_id"
_INVOICE = "SELECT i.{what} FROM papers i WHERE i.id = NEW.refers_to_id"

_NUMBERS = Refusal(
    "papers",
    "follow_without_gap",
    "INSERT",
    "a number follows the last one of its issuer, kind and year",
    f"NEW.number <> 1 + ({_SAME.format(what='COALESCE(MAX(p.number), 0)')} AND p.year = NEW.year)",
    lock="CAST(NEW.issuer_id AS int)",
)
_DAYS = Refusal(
    "papers",
    "follow_by_day",
    "INSERT",
    "a paper is not issued before the last one",
    f"NEW.issued_on < ({_SAME.format(what='MAX(p.issued_on)')})",
)
_CREDIT = Refusal(
    "papers",
    "credit_no_more",
    "INSERT",
    "no more is credited than one invoice of the same issuer says",
    "NEW.kind = 'credit-note' AND NOT ("
    f"({_CREDITED.format(what='gross_cents')}) <= ({_INVOICE.format(what='gross_cents')}) AND "
    f"({_CREDITED.format(what='vat_cents')}) <= ({_INVOICE.format(what='vat_cents')}) AND "
    f"({_INVOICE.format(what='kind')}) = 'invoice' AND ({_INVOICE.format(what='issuer_id')}) = NEW.issuer_id)",
)
_ONCE_STATED = (
    Refusal("tax_statuses", "are_facts", "UPDATE", "tax_statuses is append-only: UPDATE refused", "1 = 1"),
    Refusal(
        "tax_statuses",
        "stay",
        "DELETE",
        "tax_statuses is append-only: DELETE refused",
        "OLD.person_id IS NULL OR NOT EXISTS (SELECT 1 FROM erasures z JOIN erasure_requests y "
        "ON y.id = z.request_id WHERE y.person_id = OLD.person_id)",
    ),
)
_SIDES = {
    "seller": ("seller_name", "seller_address", "seller_vat_number", "description"),
    "buyer": ("buyer_name", "buyer_address", "buyer_vat_number"),
}


def _year() -> Refusal:
    year = "CAST(strftime('%Y', NEW.issued_on) AS INTEGER)" if is_sqlite() else "EXTRACT(YEAR FROM NEW.issued_on)"
    return Refusal("papers", "count_in_their_year", "INSERT", "a paper is numbered in its year", f"NEW.year <> {year}")


def _all() -> tuple[Refusal, ...]:
    # PostgreSQL asks triggers in the order of their names; the lock of the numbers is taken before a sum is read,
    # since every writer of a paper takes it.
    return (_NUMBERS, _DAYS, _CREDIT, _year(), *_ONCE_STATED)


def install() -> None:
    """Everything that papers, their issuers and tax statuses refuse; erasing's tables must be there."""
    for refusal in _all():
        refusal.install()
    append_only("paper_issuers", key="id = NEW.id OR party_id = NEW.party_id OR code = NEW.code")
    append_only("paper_entries", key="entry_id = NEW.entry_id")
    never_emptied("tax_statuses")
    never_emptied("papers")
    series = "issuer_id = NEW.issuer_id AND kind = NEW.kind AND year = NEW.year"
    same = f"subject = NEW.subject OR ({series} AND number = NEW.number)"
    if is_sqlite():
        op.execute("CREATE TRIGGER papers_keep_delete BEFORE DELETE ON papers "
                   "BEGIN SELECT RAISE(ABORT, 'papers is append-only: DELETE refused'); END")  # fmt: skip
        for table, key in (("papers", f"id = NEW.id OR {same}"), ("tax_statuses", "id = NEW.id")):
            op.execute(
                f"CREATE TRIGGER {table}_keep_replace BEFORE INSERT ON {table} "  # noqa: S608  our own names
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key}) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: this key exists'); END"
            )
    else:
        op.execute(APPEND_ONLY_FUNCTION)
        op.execute("CREATE TRIGGER papers_keep BEFORE DELETE ON papers "
                   "FOR EACH ROW EXECUTE FUNCTION coop_refuse_change()")  # fmt: skip
    blanking.only_blanked(
        "papers",
        {column: "''" for columns in _SIDES.values() for column in columns},
        when="EXISTS (SELECT 1 FROM kept_by_law k WHERE k.record_table = 'papers' AND k.record_key IN "
        "(CAST(OLD.id AS text) || ':' || 'seller', CAST(OLD.id AS text) || ':' || 'buyer'))",
    )


def drop_functions() -> None:
    """After the tables are dropped, with their triggers, PostgreSQL still has the functions."""
    if not is_sqlite():
        for refusal in _all():
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")
        op.execute("DROP FUNCTION IF EXISTS coop_papers_only_blanked()")
