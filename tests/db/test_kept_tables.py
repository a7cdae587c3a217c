"""PostgreSQL empties a table without asking the triggers of its rows: tables that keep their rows refuse that too."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

# Tables with a trigger before DELETE: bit 1 is BEFORE, bit 3 is DELETE (src/include/catalog/pg_trigger.h).
KEEPING = text("""
SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgtype & 2 > 0 AND t.tgtype & 8 > 0 ORDER BY 1
""")


@pytest.mark.only_on("postgresql")
def test_what_is_never_deleted_is_never_emptied(session):
    tables = list(session.execute(KEEPING).scalars())
    assert {"entries", "ballots", "proposals", "bookings", "memberships", "settlements", "refunds"} <= set(tables)
    assert len(tables) > 40
    for table in tables:
        with pytest.raises(DatabaseError, match="TRUNCATE refused"):
            session.execute(text(f"TRUNCATE {table} CASCADE"))
        session.rollback()
