"""What the databases refuse of classes, leaves, orientation and capital that comes due. Called by a migration."""

from __future__ import annotations

from alembic import op

from coop.db.triggers import append_only, is_sqlite, never_emptied

APPEND_ONLY = {
    "capital_obligations": "id = NEW.id OR (entry_id = NEW.entry_id AND party_id = NEW.party_id "
                           "AND account = NEW.account)",
    "capital_releases": "obligation_id = NEW.obligation_id OR entry_id = NEW.entry_id",
    "member_leaves": "id = NEW.id",
    "member_leave_ends": "leave_id = NEW.leave_id",
    "orientation_steps": "id = NEW.id",
    "orientation_step_ends": "step_id = NEW.step_id",
    "orientation_checks": "step_id = NEW.step_id AND person_id = NEW.person_id",
}  # fmt: skip

_POSTED = """
  EXISTS (
    SELECT 1 FROM postings p JOIN accounts a ON a.id = p.account_id JOIN entries e ON e.id = p.entry_id
    WHERE p.entry_id = {entry} AND p.party_id = {party} AND a.code = {account} AND p.amount = {amount}
      AND e.kind = '{kind}' AND e.effective_on >= {day}
  )
"""
_THE = "(SELECT {column} FROM capital_obligations WHERE id = NEW.obligation_id)"


def _of(column: str) -> str:
    return _THE.format(column=column)


_RETAINS = _POSTED.format(entry="NEW.entry_id", party="NEW.party_id", account="NEW.account",
                          amount="-NEW.amount_cents", kind="patronage", day="'0001-01-01'")
_TAKES, _OWES = (
    _POSTED.format(entry="NEW.entry_id", party=_of("party_id"), account=account, amount=amount, kind="redemption",
                   day=_of("due_on"))
    for account, amount in ((_of("account"), _of("amount_cents")),
                            ("'Liabilities:PatronagePayable'", f"-{_of('amount_cents')}"))
)

_LEAVE_OPEN = "NOT EXISTS (SELECT 1 FROM memberships WHERE id = NEW.membership_id AND left_at IS NULL)"
_OF_LEAVE = "(SELECT {column} FROM member_leaves WHERE id = NEW.leave_id)"

_TRIGGERS = (
    ("capital_obligations", "posted", "INSERT",
     f"NEW.account NOT LIKE 'Equity:PatronageRetained:%' AND NEW.account <> 'Liabilities:PatronageDated' "
     f"OR NOT {_RETAINS}",
     "an obligation needs the entry that retained it for this member"),
    ("capital_releases", "posted", "INSERT", f"NOT {_TAKES} OR NOT {_OWES}",
     "an obligation comes due by an entry of its amount, not before its day"),
    ("membership_classes", "of_a_member", "INSERT", _LEAVE_OPEN, "only an open membership has a class to change"),
    ("membership_classes", "in_order", "INSERT",
     "EXISTS (SELECT 1 FROM membership_classes WHERE membership_id = NEW.membership_id AND since > NEW.since)",
     "a class is not changed in the past"),
    ("member_leaves", "of_a_member", "INSERT", _LEAVE_OPEN, "only a member goes on leave"),
    ("member_leaves", "apart", "INSERT",
     "EXISTS (SELECT 1 FROM member_leaves l LEFT JOIN member_leave_ends d ON d.leave_id = l.id "
     "WHERE l.membership_id = NEW.membership_id AND l.begins_on <= NEW.ends_on "
     "AND NEW.begins_on <= CASE WHEN d.leave_id IS NULL THEN l.ends_on ELSE d.last_day END)",
     "a day is of one leave"),
    ("member_leave_ends", "inside", "INSERT",
     f"NEW.last_day < {_OF_LEAVE.format(column='begins_on')} OR NEW.last_day > {_OF_LEAVE.format(column='ends_on')}",
     "a leave ends within its days"),
    ("orientation_checks", "asked", "INSERT",
     "EXISTS (SELECT 1 FROM orientation_step_ends WHERE step_id = NEW.step_id)", "this step is asked of nobody"),
    ("orientation_checks", "by_whom", "INSERT",
     "(SELECT by_member FROM orientation_steps WHERE id = NEW.step_id) = (NEW.person_id = NEW.checked_by_id)",
     "a member ticks off what a member has to say, and newcomers the rest"),
)  # fmt: skip


def create() -> None:
    """Attach them, after the tables."""
    for trigger in _TRIGGERS:
        _attach(*trigger)
    for table, key in APPEND_ONLY.items():
        append_only(table, key=key)
    _class_kept()


def _attach(table: str, name: str, verb: str, test: str, why: str) -> None:
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION coop_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{_wait(table)}IF {test} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION coop_{table}_{name}()"
    )


def attach_anew(table: str, name: str) -> None:
    """Put one of them in the place of what an earlier release attached under its name."""
    if is_sqlite():
        op.execute(f"DROP TRIGGER {table}_{name}")
    else:
        op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
        op.execute(f"DROP FUNCTION coop_{table}_{name}()")
    _attach(*next(trigger for trigger in _TRIGGERS if trigger[:2] == (table, name)))


def _wait(table: str) -> str:
    """Two leaves at once see each other only once committed: they wait for their membership."""
    if table not in ("member_leaves", "membership_classes"):
        return ""
    return "PERFORM 1 FROM memberships WHERE id = NEW.membership_id FOR UPDATE; "


def _class_kept() -> None:
    """A class keeps all but the words of its reason, which may go with a person."""
    kept = ("id", "membership_id", "member_class", "since", "set_by_id")
    operator = "IS NOT" if is_sqlite() else "IS DISTINCT FROM"
    test, why = " OR ".join(f"NEW.{name} {operator} OLD.{name}" for name in kept), "a class is never rewritten"
    if is_sqlite():
        op.execute(f"CREATE TRIGGER membership_classes_kept BEFORE UPDATE ON membership_classes WHEN {test} "
                   f"BEGIN SELECT RAISE(ABORT, '{why}'); END")
        op.execute("CREATE TRIGGER membership_classes_stay BEFORE DELETE ON membership_classes "
                   f"BEGIN SELECT RAISE(ABORT, '{why}'); END")
        return
    never_emptied("membership_classes")
    op.execute(
        "CREATE FUNCTION coop_membership_classes_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' OR {test} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute("CREATE TRIGGER membership_classes_kept BEFORE UPDATE OR DELETE ON membership_classes "
               "FOR EACH ROW EXECUTE FUNCTION coop_membership_classes_kept()")


def drop_functions() -> None:
    """After the tables, whose triggers use them."""
    if not is_sqlite():
        for table, name, *_rest in _TRIGGERS:
            op.execute(f"DROP FUNCTION IF EXISTS coop_{table}_{name}()")
        op.execute("DROP FUNCTION IF EXISTS coop_membership_classes_kept()")
