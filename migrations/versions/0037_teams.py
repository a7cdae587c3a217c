"""Teams of listings: their agreed splits, the time of each worker of a booking, what each gets, a fee for each."""

import sqlalchemy as sa
from alembic import op

from coop.db.triggers import append_only, is_sqlite
from coop.db.types import BigKey, UtcDateTime
from coop.market.bookings.triggers import guard_claims
from coop.market.teams import triggers as team_triggers
from coop.money.teams import triggers as share_triggers

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade():
    _teams()
    _words()
    _shares()
    op.add_column("listings", sa.Column("has_team", sa.Boolean(), server_default=sa.false(), nullable=False))
    if is_sqlite():
        op.execute(
            "ALTER TABLE bookings ADD COLUMN team_id INTEGER "
            "CONSTRAINT fk_bookings_team_id_team_versions REFERENCES team_versions (id)"
        )
    else:
        op.execute("ALTER TABLE bookings ADD COLUMN team_id BIGINT")
        op.create_foreign_key("fk_bookings_team_id_team_versions", "bookings", "team_versions", ["team_id"], ["id"])
    some = sa.text("team_id IS NOT NULL")
    op.create_index("ix_bookings_team_id", "bookings", ["team_id"], sqlite_where=some, postgresql_where=some)
    _claims("booking_id, worker_id", of_each=True)
    _paper_entries(of_each=True)
    team_triggers.install()
    share_triggers.install()


def downgrade():
    team_triggers.take_back()
    share_triggers.take_back()
    _paper_entries(of_each=False)
    _claims("booking_id", of_each=False)
    op.drop_index("ix_bookings_team_id", "bookings")
    for table, column in (("bookings", "team_id"), ("listings", "has_team")):
        if is_sqlite():
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        else:
            op.drop_column(table, column)
    for table in ("team_shares", "team_leavings", "team_words", "team_members", "team_versions"):
        op.drop_table(table)
    team_triggers.drop_functions()
    share_triggers.drop_functions()


def _teams():
    op.create_table(
        "team_versions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("listing_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", BigKey, nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_team_versions_number")),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_team_versions_listing_id_listings")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["people.id"], name=op.f("fk_team_versions_proposed_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_versions")),
        sa.UniqueConstraint("listing_id", "number", name=op.f("uq_team_versions_listing_id_number")),
    )
    op.create_table(
        "team_members",
        sa.Column("version_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("person_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.CheckConstraint("parts > 0", name=op.f("ck_team_members_parts")),
        sa.CheckConstraint("place >= 0", name=op.f("ck_team_members_place")),
        sa.ForeignKeyConstraint(["version_id"], ["team_versions.id"],
                                name=op.f("fk_team_members_version_id_team_versions")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_team_members_person_id_people")),
        sa.PrimaryKeyConstraint("version_id", "person_id", name=op.f("pk_team_members")),
        sa.UniqueConstraint("version_id", "place", name=op.f("uq_team_members_version_id_place")),
    )  # fmt: skip
    op.create_index(op.f("ix_team_members_person_id"), "team_members", ["person_id"])


def _words():
    for table, own, above, columns in (
        ("team_words", "said_by_id", "team_members",
         [sa.Column("accepted", sa.Boolean(), nullable=False), sa.Column("said_by_id", BigKey, nullable=False),
          sa.Column("said_at", UtcDateTime(), nullable=False)]),
        ("team_leavings", "left_by_id", "team_words",
         [sa.Column("left_by_id", BigKey, nullable=False), sa.Column("left_at", UtcDateTime(), nullable=False)]),
    ):  # fmt: skip
        op.create_table(
            table,
            sa.Column("version_id", BigKey, autoincrement=False, nullable=False),
            sa.Column("person_id", BigKey, autoincrement=False, nullable=False),
            *columns,
            sa.CheckConstraint(f"{own} = person_id", name=op.f(f"ck_{table}_own")),
            sa.ForeignKeyConstraint(["version_id", "person_id"], [f"{above}.version_id", f"{above}.person_id"],
                                    name=op.f(f"fk_{table}_version_id_{above}")),
            sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id_people")),
            sa.ForeignKeyConstraint([own], ["people.id"], name=op.f(f"fk_{table}_{own}_people")),
            sa.PrimaryKeyConstraint("version_id", "person_id", name=op.f(f"pk_{table}")),
        )  # fmt: skip


def _shares():
    op.create_table(
        "team_shares",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("party_id", BigKey, nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("worker_cents", sa.BigInteger(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("parts > 0", name=op.f("ck_team_shares_parts")),
        sa.CheckConstraint("worker_cents >= 0 AND fee_cents >= 0", name=op.f("ck_team_shares_cents")),
        sa.CheckConstraint("place >= 0", name=op.f("ck_team_shares_place")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_team_shares_party_id_parties")),
        sa.PrimaryKeyConstraint("subject", "place", name=op.f("pk_team_shares")),
        sa.UniqueConstraint("subject", "party_id", name=op.f("uq_team_shares_subject_party_id")),
    )
    op.create_index(op.f("ix_team_shares_party_id"), "team_shares", ["party_id"])


def _claims(key, *, of_each):
    """A claim for each worker of a booking, instead of one. The constraint against overlaps stays as it is."""
    if not is_sqlite():
        op.execute(
            "ALTER TABLE slot_claims DROP CONSTRAINT pk_slot_claims, "
            f"ADD CONSTRAINT pk_slot_claims PRIMARY KEY ({key})"
        )
        return
    op.execute("CREATE TABLE claims_moved AS SELECT * FROM slot_claims")
    op.drop_table("slot_claims")
    op.create_table(
        "slot_claims",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("worker_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("padded_from", UtcDateTime(), nullable=False),
        sa.Column("padded_until", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("padded_from < padded_until", name=op.f("ck_slot_claims_span")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_slot_claims_booking_id_bookings")),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_slot_claims_worker_id_people")),
        sa.PrimaryKeyConstraint(*key.split(", "), name=op.f("pk_slot_claims")),
    )
    columns = "booking_id, worker_id, padded_from, padded_until, expires_at"
    op.execute(f"INSERT INTO slot_claims ({columns}) SELECT {columns} FROM claims_moved")
    op.drop_table("claims_moved")
    op.create_index("ix_slot_claims_worker_id_padded_until", "slot_claims", ["worker_id", "padded_until"])
    guard_claims(of_each=of_each)


def _paper_entries(*, of_each):
    """A fee of each worker in an entry, instead of one fee."""
    op.execute(
        "CREATE TABLE paper_entries_moved AS SELECT e.entry_id, p.worker_party_id AS party_id, e.paper_id, e.fee_cents "
        "FROM paper_entries e JOIN papers p ON p.id = e.paper_id"
    )
    op.drop_table("paper_entries")
    theirs = [sa.Column("party_id", BigKey, autoincrement=False, nullable=False)] if of_each else []
    link = (
        [sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_paper_entries_party_id_parties"))]
        if of_each
        else []
    )
    key = ["entry_id", "party_id"] if of_each else ["entry_id"]
    op.create_table(
        "paper_entries",
        sa.Column("entry_id", BigKey, autoincrement=False, nullable=False),
        *theirs,
        sa.Column("paper_id", BigKey, nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("fee_cents <> 0", name=op.f("ck_paper_entries_fee")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_paper_entries_entry_id_entries")),
        *link,
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_paper_entries_paper_id_papers")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_paper_entries")),
    )
    op.create_index(op.f("ix_paper_entries_paper_id"), "paper_entries", ["paper_id"])
    columns = ", ".join([*key, "paper_id", "fee_cents"])
    op.execute(f"INSERT INTO paper_entries ({columns}) SELECT {columns} FROM paper_entries_moved")
    op.drop_table("paper_entries_moved")
    append_only("paper_entries", key=" AND ".join(f"{column} = NEW.{column}" for column in key))
