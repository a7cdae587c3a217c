"""What the databases refuse about funds, reservations, promises and what draws on them. Called by a migration."""

# ruff: noqa: S608  our own names
from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.money.fund.commitments.rules import Fund
from coop.money.triggers import FUND, Refusal

APPEND_ONLY = {
    "fund_reservations": "reference = NEW.reference",
    "fund_releases": "reference = NEW.reference",
    "commitments": "id = NEW.id OR reference = NEW.reference OR entry_id = NEW.entry_id "
    "OR (decision_id = NEW.decision_id AND line = NEW.line)",
    "project_expenses": "expense_id = NEW.expense_id",
    "commitment_warnings": "commitment_id = NEW.commitment_id",
    "commitment_closings": "commitment_id = NEW.commitment_id OR entry_id = NEW.entry_id",
}


def _code(fund: str, *, promised: bool = False) -> str:
    """SQL: the account of a fund named by an SQL expression."""
    whens = " ".join(f"WHEN '{one}' THEN '{one.promised_account if promised else one.account}'" for one in Fund)
    return f"(CASE {fund} {whens} END)"


def _held(code: str) -> str:
    return (
        "(SELECT -COALESCE(SUM(p.amount), 0) FROM postings p JOIN accounts h ON h.id = p.account_id "
        f"WHERE h.code = {code})"
    )


def _posted(code: str) -> str:
    """What the entry of a new row moved on an account, debit positive."""
    return (
        "COALESCE((SELECT SUM(p.amount) FROM postings p JOIN accounts h ON h.id = p.account_id "
        f"WHERE p.entry_id = NEW.entry_id AND h.code = {code}), 0)"
    )


_RESERVED = (
    "(SELECT COALESCE(SUM(r.amount_cents), 0) FROM fund_reservations r WHERE {test} "
    "AND NOT EXISTS (SELECT 1 FROM fund_releases e WHERE e.reference = r.reference))"
)
_CODES = ", ".join(f"'{code}'" for fund in Fund for code in (fund.account, fund.promised_account))
_SHORT = f"{_held('a.code')} < " + _RESERVED.format(test=f"{_code('r.fund')} = a.code")

_APPROVED = (
    "(SELECT COALESCE(SUM(e.amount_cents), 0) FROM project_expenses x JOIN expenses e ON e.id = x.expense_id "
    "JOIN expense_approvals y ON y.expense_id = x.expense_id WHERE x.commitment_id = {commitment})"
)
_OF = "(SELECT x.commitment_id FROM project_expenses x WHERE x.expense_id = NEW.expense_id)"
_PROJECT = "EXISTS (SELECT 1 FROM project_expenses x WHERE x.expense_id = NEW.expense_id)"
_EXPENSE = "(SELECT e.{column} FROM expenses e WHERE e.id = NEW.expense_id)"
_COMMITMENT = "(SELECT c.{column} FROM commitments c WHERE c.id = {id})"
# Below nought: the locks of grants and payout runs are counted upward from it.
_LOCK = "-1 - CAST({commitment} AS int)"

WITHIN_LIMIT = next(one for one in FUND if (one.table, one.name) == ("expense_approvals", "within_limit"))

REFUSALS = (
    Refusal(
        "fund_reservations",
        "are_free",
        "INSERT",
        "the fund has less free than this",
        f"NEW.amount_cents > {_held(_code('NEW.fund'))} - {_RESERVED.format(test='r.fund = NEW.fund')}",
        lock=f"hashtext({_code('NEW.fund')})",
    ),
    Refusal(
        "commitments",
        "are_posted",
        "INSERT",
        "a promise is what its entry takes from the fund",
        f"NEW.amount_cents <> {_posted(_code('NEW.fund'))} "
        f"OR NEW.amount_cents <> -{_posted(_code('NEW.fund', promised=True))}",
    ),
    Refusal(
        "commitments",
        "within_limit",
        "INSERT",
        "a steward promises others, and no more than the rules allow without a vote",
        "NEW.decision_id IS NULL AND (NEW.amount_cents > NEW.limit_cents OR NEW.committed_by_id = NEW.responsible_id)",
    ),
    Refusal(
        "project_expenses",
        "of_open_ones",
        "INSERT",
        "this project is over, or the expense is approved or of another fund",
        "EXISTS (SELECT 1 FROM commitment_closings z WHERE z.commitment_id = NEW.commitment_id) "
        "OR EXISTS (SELECT 1 FROM expense_approvals y WHERE y.expense_id = NEW.expense_id) "
        f"OR {_EXPENSE.format(column='account')} <> "
        f"{_code(_COMMITMENT.format(column='fund', id='NEW.commitment_id'), promised=True)}",
        lock=_LOCK.format(commitment="NEW.commitment_id"),
    ),
    Refusal(
        "expense_approvals",
        "of_projects",
        "INSERT",
        "what draws on a fund belongs to a project",
        f"{_EXPENSE.format(column='account')} NOT LIKE 'Expenses:%' AND NOT {_PROJECT}",
    ),
    Refusal(
        "expense_approvals",
        "not_ones_own",
        "INSERT",
        "a steward approves receipts of projects that others carry out",
        f"{_PROJECT} AND (NEW.approved_by_id IS NULL "
        f"OR NEW.approved_by_id = {_COMMITMENT.format(column='responsible_id', id=_OF)})",
    ),
    Refusal(
        "expense_approvals",
        "within_the_promise",
        "INSERT",
        "more would be drawn than was promised, or the project is over",
        f"{_PROJECT} AND ({_EXPENSE.format(column='amount_cents')} + {_APPROVED.format(commitment=_OF)} "
        f"> {_COMMITMENT.format(column='amount_cents', id=_OF)} "
        f"OR EXISTS (SELECT 1 FROM commitment_closings z WHERE z.commitment_id = {_OF}))",
        lock=f"COALESCE({_LOCK.format(commitment=_OF)}, -1)",
    ),
    Refusal(
        "expense_payments",
        "not_ones_own",
        "INSERT",
        "nobody pays out to their own project",
        f"{_PROJECT} AND (NEW.paid_by_id = {_COMMITMENT.format(column='responsible_id', id=_OF)} "
        f"OR NEW.paid_by_id = {_EXPENSE.format(column='submitted_by_id')})",
    ),
    Refusal(
        "commitment_closings",
        "of_decided_ones",
        "INSERT",
        "receipts of this project wait for approval",
        "EXISTS (SELECT 1 FROM project_expenses x WHERE x.commitment_id = NEW.commitment_id "
        "AND NOT EXISTS (SELECT 1 FROM expense_approvals y WHERE y.expense_id = x.expense_id) "
        "AND NOT EXISTS (SELECT 1 FROM expense_refusals z WHERE z.expense_id = x.expense_id))",
        lock=_LOCK.format(commitment="NEW.commitment_id"),
    ),
    Refusal(
        "commitment_closings",
        "return_what_is_left",
        "INSERT",
        "what returns is what was not spent, as its entry says",
        f"NEW.returned_cents <> {_COMMITMENT.format(column='amount_cents', id='NEW.commitment_id')} "
        f"- {_APPROVED.format(commitment='NEW.commitment_id')} OR (NEW.entry_id IS NOT NULL AND NEW.returned_cents <> "
        f"{_posted(_code(_COMMITMENT.format(column='fund', id='NEW.commitment_id'), promised=True))})",
    ),
)

ELSEWHERE = ("expense_approvals", "expense_payments")
"""Tables of refusals that stay when these go."""


def create() -> None:
    """Make them on the database of the running migration."""
    _forget(WITHIN_LIMIT)
    Refusal(
        WITHIN_LIMIT.table, WITHIN_LIMIT.name, WITHIN_LIMIT.event, WITHIN_LIMIT.because,
        f"({WITHIN_LIMIT.when}) AND NOT {_PROJECT}",
    ).install()  # fmt: skip
    for refusal in REFUSALS:
        refusal.install()
    for table, key in APPEND_ONLY.items():
        append_only(table, key=key)
    _never_short()


def _never_short() -> None:
    """No entry takes a fund below what is reserved of it, nor what it promised below nothing."""
    if is_sqlite():
        op.execute(
            "CREATE TRIGGER entry_seals_funds_hold BEFORE INSERT ON entry_seals WHEN EXISTS (SELECT 1 FROM postings n "
            f"JOIN accounts a ON a.id = n.account_id AND a.code IN ({_CODES}) "
            f"WHERE n.entry_id = NEW.entry_id AND n.amount > 0 AND {_SHORT}) "
            "BEGIN SELECT RAISE(ABORT, 'the fund has less free than this'); END"
        )
        return
    # Once a statement: an entry is one or two, whatever its lines.
    op.execute(
        "CREATE FUNCTION coop_postings_funds_hold() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE taken text; BEGIN "
        "FOR taken IN SELECT DISTINCT a.code FROM added n JOIN accounts a ON a.id = n.account_id "
        f"WHERE n.amount > 0 AND a.code IN ({_CODES}) ORDER BY 1 LOOP "
        "PERFORM pg_advisory_xact_lock(7043, hashtext(taken)); "
        f"IF EXISTS (SELECT 1 FROM accounts a WHERE a.code = taken AND {_SHORT}) THEN "
        "RAISE EXCEPTION 'the fund has less free than this' USING ERRCODE = 'check_violation'; END IF; "
        "END LOOP; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER postings_funds_hold AFTER INSERT ON postings REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION coop_postings_funds_hold()"
    )


def drop() -> None:
    """Take away what stands on tables that stay, before the others are dropped."""
    if is_sqlite():
        op.execute("DROP TRIGGER entry_seals_funds_hold")
    else:
        op.execute("DROP TRIGGER postings_funds_hold ON postings")
        op.execute("DROP FUNCTION coop_postings_funds_hold()")
    for refusal in REFUSALS:
        if refusal.table in ELSEWHERE:
            _forget(refusal)
    _forget(WITHIN_LIMIT)
    WITHIN_LIMIT.install()


def drop_functions() -> None:
    """After the tables, whose triggers use them."""
    if not is_sqlite():
        for refusal in REFUSALS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{refusal.table}_{refusal.name}()")


def _forget(refusal: Refusal) -> None:
    name = f"{refusal.table}_{refusal.name}"
    op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON {refusal.table}")
    if not is_sqlite():
        op.execute(f"DROP FUNCTION coop_{name}()")
