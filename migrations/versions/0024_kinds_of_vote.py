"""Kinds of vote: the databases hold every ballot to the canonical text of its vote's method."""

from coop.governance.ballots import triggers

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    triggers.create()


def downgrade():
    triggers.drop()
