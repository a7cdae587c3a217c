"""Proposals among members: amendments offered and answered, co-sponsors, reactions, figures kept at the opening."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, Json, UtcDateTime
from coop.governance.proposals import triggers

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "amendment_offers",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_amendment_offers_author_id_people")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_amendment_offers_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_offers")),
    )
    op.create_index(op.f("ix_amendment_offers_author_id"), "amendment_offers", ["author_id"], unique=False)
    op.create_index(op.f("ix_amendment_offers_proposal_id"), "amendment_offers", ["proposal_id"], unique=False)
    op.create_table(
        "amendment_answers",
        sa.Column("offer_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("amendment_id", BigKey, nullable=True),
        sa.CheckConstraint("(answer = 'accepted') = (amendment_id IS NOT NULL)", name=op.f("ck_amendment_answers_amendment")),
        sa.CheckConstraint("answer IN ('accepted', 'declined', 'withdrawn')", name=op.f("ck_amendment_answers_answer")),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name=op.f("fk_amendment_answers_amendment_id_amendments")),
        sa.ForeignKeyConstraint(["offer_id"], ["amendment_offers.id"], name=op.f("fk_amendment_answers_offer_id_amendment_offers")),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_amendment_answers")),
        sa.UniqueConstraint("amendment_id", name=op.f("uq_amendment_answers_amendment_id")),
    )
    op.create_table(
        "cosponsorships",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("proposal_id", BigKey, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cosponsorships_person_id_people")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_cosponsorships_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosponsorships")),
    )
    op.create_index(op.f("ix_cosponsorships_person_id"), "cosponsorships", ["person_id"], unique=False)
    op.create_index(op.f("ix_cosponsorships_proposal_id"), "cosponsorships", ["proposal_id"], unique=False)
    op.create_table(
        "comment_reactions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("comment_id", BigKey, nullable=False),
        sa.Column("person_id", BigKey, nullable=False),
        sa.Column("reaction", sa.String(length=8), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reaction IN ('agree', 'doubt', 'thanks')", name=op.f("ck_comment_reactions_reaction")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_comment_reactions_comment_id_comments")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_comment_reactions_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_reactions")),
    )
    op.create_index(op.f("ix_comment_reactions_comment_id"), "comment_reactions", ["comment_id"], unique=False)
    op.create_index(op.f("ix_comment_reactions_person_id"), "comment_reactions", ["person_id"], unique=False)
    op.create_table(
        "frozen_previews",
        sa.Column("proposal_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("worked_out_at", UtcDateTime(), nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["vote_openings.proposal_id"], name=op.f("fk_frozen_previews_proposal_id_vote_openings")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_frozen_previews")),
    )
    triggers.create()


def downgrade():
    for table in ("frozen_previews", "comment_reactions", "cosponsorships", "amendment_answers", "amendment_offers"):
        op.drop_table(table)
    triggers.drop_functions()
