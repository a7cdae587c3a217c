"""Proposals, votes, outcomes and what they enacted."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json, UtcDateTime
from coop.governance import triggers

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "proposals",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_proposals_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("reference", name=op.f("uq_proposals_reference")),
    )
    op.create_index(op.f("ix_proposals_author_id"), "proposals", ["author_id"], unique=False)
    op.create_table(
        "amendments",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("amended_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_amendments_author_id_people")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_amendments_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
    )
    op.create_index(op.f("ix_amendments_proposal_id"), "amendments", ["proposal_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("answers_id", BigKey, nullable=True),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["comments.id"], name=op.f("fk_comments_answers_id_comments")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_comments_author_id_people")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_comments_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_answers_id"), "comments", ["answers_id"], unique=False)
    op.create_index(op.f("ix_comments_author_id"), "comments", ["author_id"], unique=False)
    op.create_index(op.f("ix_comments_proposal_id"), "comments", ["proposal_id"], unique=False)
    op.create_table(
        "discussions",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_discussions_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_discussions")),
    )
    op.create_table(
        "distributions",
        sa.Column("id", BigKey, autoincrement=False, nullable=False),
        sa.Column("period_id", BigKey, nullable=False),
        sa.Column("surplus_cents", sa.BigInteger(), nullable=False),
        sa.Column("dividend_cents", sa.BigInteger(), nullable=False),
        sa.Column("withheld_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["decisions.id"], name=op.f("fk_distributions_id_decisions")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["periods.id"], name=op.f("fk_distributions_period_id_periods")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distributions")),
        sa.UniqueConstraint("period_id", name=op.f("uq_distributions_period_id")),
    )
    op.create_table(
        "vote_openings",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("quorum", sa.String(length=24), nullable=False),
        sa.Column("threshold", sa.String(length=40), nullable=False),
        sa.Column("grace_hours", sa.Integer(), nullable=False),
        sa.Column("roll_size", sa.Integer(), nullable=False),
        sa.Column("roll_digest", sa.String(length=64), nullable=False),
        sa.Column("terms", Json, nullable=False),
        sa.Column("rule_ids", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_vote_openings_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_vote_openings")),
    )
    op.create_table(
        "vote_options",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_vote_options_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_vote_options")),
        sa.UniqueConstraint("proposal_id", "key", name=op.f("uq_vote_options_proposal_id_key")),
    )
    op.create_table(
        "vote_rolls",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("person_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_vote_rolls_person_id_people")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_vote_rolls_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_vote_rolls")),
        sa.UniqueConstraint("proposal_id", "token", name=op.f("uq_vote_rolls_proposal_id_token")),
    )
    op.create_index(op.f("ix_vote_rolls_person_id"), "vote_rolls", ["person_id"], unique=False)
    op.create_table(
        "withdrawals",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_withdrawals_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_withdrawals")),
    )
    op.create_table(
        "ballots",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["vote_openings.proposal_id"], name=op.f("fk_ballots_proposal_id_vote_openings")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ballots_proposal_id"), "ballots", ["proposal_id"], unique=False)
    op.create_table(
        "closings",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("voted", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["vote_openings.proposal_id"], name=op.f("fk_closings_proposal_id_vote_openings")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_closings")),
    )
    op.create_table(
        "distribution_lines",
        sa.Column("distribution_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("use", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distribution_id"],
            ["distributions.id"],
            name=op.f("fk_distribution_lines_distribution_id_distributions"),
        ),
        sa.PrimaryKeyConstraint("distribution_id", "line", name=op.f("pk_distribution_lines")),
    )
    op.create_table(
        "dividend_lines",
        sa.Column("distribution_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("earned_cents", sa.BigInteger(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("cash_cents", sa.BigInteger(), nullable=False),
        sa.Column("retained_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distribution_id"],
            ["distributions.id"],
            name=op.f("fk_dividend_lines_distribution_id_distributions"),
        ),
        sa.PrimaryKeyConstraint("distribution_id", "token", name=op.f("pk_dividend_lines")),
    )
    op.create_table(
        "published_ballots",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["vote_openings.proposal_id"],
            name=op.f("fk_published_ballots_proposal_id_vote_openings"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "hash", name=op.f("pk_published_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vote_reminders",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["vote_openings.proposal_id"],
            name=op.f("fk_vote_reminders_proposal_id_vote_openings"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_vote_reminders")),
    )
    op.create_table(
        "voter_marks",
        sa.Column("proposal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id", "person_id"],
            ["vote_rolls.proposal_id", "vote_rolls.person_id"],
            name=op.f("fk_voter_marks_proposal_id_person_id_vote_rolls"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_voter_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outcomes",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("decision_id", BigKey, nullable=False),
        sa.Column("stated_at", UtcDateTime(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.Column("result", Json, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_outcomes_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["closings.proposal_id"], name=op.f("fk_outcomes_proposal_id_closings")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_outcomes_decision_id")),
    )
    op.create_table(
        "enactment_failures",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["outcomes.proposal_id"], name=op.f("fk_enactment_failures_proposal_id_outcomes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enactment_failures")),
    )
    op.create_index(
        op.f("ix_enactment_failures_proposal_id"), "enactment_failures", ["proposal_id"], unique=False
    )
    op.create_table(
        "enactments",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("decision_id", BigKey, nullable=False),
        sa.Column("enacted_at", UtcDateTime(), nullable=False),
        sa.Column("effects", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_enactments_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["outcomes.proposal_id"], name=op.f("fk_enactments_proposal_id_outcomes")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_enactments")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_enactments_decision_id")),
    )
    triggers.create()


def downgrade():
    op.drop_table("enactments")
    op.drop_table("enactment_failures")
    op.drop_table("outcomes")
    op.drop_table("voter_marks")
    op.drop_table("vote_reminders")
    op.drop_table("published_ballots")
    op.drop_table("dividend_lines")
    op.drop_table("distribution_lines")
    op.drop_table("closings")
    op.drop_table("ballots")
    op.drop_table("withdrawals")
    op.drop_table("vote_rolls")
    op.drop_table("vote_options")
    op.drop_table("vote_openings")
    op.drop_table("distributions")
    op.drop_table("discussions")
    op.drop_table("comments")
    op.drop_table("amendments")
    op.drop_table("proposals")
    triggers.drop_functions()
