"""Obligations are of cash that falls due on a later day, too, not of retained dividends alone."""

from coop.people import members_triggers as triggers

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade():
    triggers.attach_anew("capital_obligations", "posted")


def downgrade():
    """What the trigger allows besides asks nothing of an earlier release."""
