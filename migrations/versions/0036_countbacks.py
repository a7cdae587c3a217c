"""Countbacks as facts of the log, with those who were passed over without having answered."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json
from coop.governance.offices import triggers

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# Whom the countbacks that are there left out though they had not answered: who was no member then, or was being asked.
PASSED_OVER = """
SELECT b.id, c.key, o.result FROM countbacks b
JOIN candidates c ON c.proposal_id = b.proposal_id AND c.key <> b.key
JOIN outcomes o ON o.proposal_id = b.proposal_id
WHERE NOT EXISTS (
    SELECT 1 FROM countbacks e JOIN countback_answers a ON a.countback_id = e.id
    WHERE e.id < b.id AND e.proposal_id = b.proposal_id AND e.key = c.key AND a.answered_at <= b.asked_at
) AND (
    EXISTS (SELECT 1 FROM countbacks e WHERE e.id < b.id AND e.proposal_id = b.proposal_id AND e.key = c.key)
    OR NOT EXISTS (
        SELECT 1 FROM memberships m WHERE m.person_id = c.person_id AND m.admitted_at <= b.asked_at
        AND (m.left_at IS NULL OR m.left_at > b.asked_at)
    )
) ORDER BY b.id, c.key
"""


def upgrade():
    made = op.create_table(
        "countback_passed_over",
        sa.Column("countback_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["countback_id"], ["countbacks.id"], name=op.f("fk_countback_passed_over_countback_id_countbacks")
        ),
        sa.PrimaryKeyConstraint("countback_id", "key", name=op.f("pk_countback_passed_over")),
    )
    known = sa.text(PASSED_OVER).columns(id=sa.BigInteger, key=sa.String, result=Json)
    rows = [
        {"countback_id": row.id, "key": row.key}
        for row in op.get_bind().execute(known)
        if row.key not in row.result["elected"]
    ]
    if rows:
        op.bulk_insert(made, rows)
    triggers.create()


def downgrade():
    triggers.drop()
    op.drop_table("countback_passed_over")
    triggers.drop_functions()
