"""Elections: nominations, candidates, seats on committees, terms that are due, vacancies filled by
countback; and that closed boxes are swept."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import is_sqlite
from coop.db.types import BigKey, UtcDateTime
from coop.governance.terms import triggers

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

HOW = "ended_how IN ('replaced', 'recalled', 'resigned')"


def upgrade():
    op.add_column("stewardships", sa.Column("due_at", UtcDateTime(), nullable=True))
    if is_sqlite():
        op.execute(
            f"ALTER TABLE stewardships ADD COLUMN ended_how VARCHAR(12) CONSTRAINT ck_stewardships_how CHECK ({HOW})"
        )
    else:
        op.add_column("stewardships", sa.Column("ended_how", sa.String(length=12), nullable=True))
        op.create_check_constraint(op.f("ck_stewardships_how"), "stewardships", HOW)
    op.create_table(
        "committee_seats",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("ended_how", sa.String(length=12), nullable=True),
        sa.Column("decision_id", BigKey, nullable=False),
        sa.CheckConstraint(HOW, name=op.f("ck_committee_seats_how")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_committee_seats_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_committee_seats_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_seats")),
    )
    op.create_index(op.f("ix_committee_seats_person_id"), "committee_seats", ["person_id"], unique=False)
    op.create_index(op.f("ix_committee_seats_body"), "committee_seats", ["body"], unique=False)
    op.create_table(
        "nominations",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("nominee_id", BigKey, nullable=False),
        sa.Column("nominated_by_id", BigKey, nullable=False),
        sa.Column("nominated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["nominated_by_id"], ["people.id"], name=op.f("fk_nominations_nominated_by_id_people")),
        sa.ForeignKeyConstraint(["nominee_id"], ["people.id"], name=op.f("fk_nominations_nominee_id_people")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_nominations_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
        sa.UniqueConstraint("proposal_id", "nominee_id", name=op.f("uq_nominations_proposal_id_nominee_id")),
    )
    op.create_index(op.f("ix_nominations_nominee_id"), "nominations", ["nominee_id"], unique=False)
    op.create_table(
        "nomination_answers",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("nomination_id", BigKey, nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_nomination_answers_nomination_id_nominations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_answers")),
    )
    op.create_index(
        op.f("ix_nomination_answers_nomination_id"), "nomination_answers", ["nomination_id"], unique=False
    )
    op.create_table(
        "candidates",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=3), nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_candidates_person_id_people")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_candidates_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("proposal_id", "key", name=op.f("pk_candidates")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_candidates_proposal_id_person_id")),
    )
    op.create_index(op.f("ix_candidates_person_id"), "candidates", ["person_id"], unique=False)
    op.create_table(
        "countbacks",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("office", sa.String(length=12), nullable=False),
        sa.Column("term_id", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("vacated", sa.String(length=3), nullable=False),
        sa.Column("key", sa.String(length=3), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("office IN ('steward', 'committee')", name=op.f("ck_countbacks_office")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_countbacks_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countbacks")),
        sa.UniqueConstraint("office", "term_id", "key", name=op.f("uq_countbacks_office_term_id_key")),
    )
    op.create_index(op.f("ix_countbacks_proposal_id"), "countbacks", ["proposal_id"], unique=False)
    op.create_table(
        "countback_answers",
        sa.Column("countback_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["countback_id"], ["countbacks.id"], name=op.f("fk_countback_answers_countback_id_countbacks")
        ),
        sa.PrimaryKeyConstraint("countback_id", name=op.f("pk_countback_answers")),
    )
    op.create_table(
        "vote_sweeps",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["closings.proposal_id"], name=op.f("fk_vote_sweeps_proposal_id_closings")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_vote_sweeps")),
    )
    triggers.create()


def downgrade():
    triggers.drop()
    for table in (
        "vote_sweeps", "countback_answers", "countbacks", "candidates", "nomination_answers", "nominations", "committee_seats",
    ):  # fmt: skip
        op.drop_table(table)
    triggers.drop_functions()
    op.drop_column("stewardships", "ended_how")
    op.drop_column("stewardships", "due_at")
