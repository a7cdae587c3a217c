"""Categories, listings, availability, bookings, messages, reviews."""

import sqlalchemy as sa
from alembic import op

from coop.db.types import BigKey, UtcDateTime
from coop.market.bookings import triggers as booking_triggers
from coop.market.listings import triggers as listing_triggers

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "categories",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("drawing", sa.String(length=32), nullable=False),
        sa.Column("parent_id", BigKey, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id_categories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("key", name=op.f("uq_categories_key")),
    )
    op.create_index(op.f("ix_categories_parent_id"), "categories", ["parent_id"], unique=False)
    op.create_table(
        "date_exceptions",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("worker_id", BigKey, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=True),
        sa.Column("end_minute", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(start_minute IS NULL) = (end_minute IS NULL)", name=op.f("ck_date_exceptions_both")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["people.id"], name=op.f("fk_date_exceptions_worker_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_exceptions")),
    )
    op.create_index(op.f("ix_date_exceptions_worker_id"), "date_exceptions", ["worker_id"], unique=False)
    op.create_table(
        "listings",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("worker_id", BigKey, nullable=False),
        sa.Column("category_id", BigKey, nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("price_kind", sa.String(length=8), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("sliding_scale", sa.Boolean(), nullable=False),
        sa.Column("price_low_cents", sa.Integer(), nullable=False),
        sa.Column("price_high_cents", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=30), nullable=False),
        sa.Column("min_minutes", sa.Integer(), nullable=False),
        sa.Column("max_minutes", sa.Integer(), nullable=False),
        sa.Column("place_kind", sa.String(length=8), nullable=False),
        sa.Column("place_label", sa.String(length=80), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("cell", sa.Integer(), nullable=True),
        sa.Column("radius_km", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("instant", sa.Boolean(), nullable=False),
        sa.Column("notice_minutes", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("buffer_before_minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_after_minutes", sa.Integer(), nullable=False),
        sa.Column("cancellation_tier", sa.String(length=10), nullable=False),
        sa.Column("accepts_cash", sa.Boolean(), nullable=False),
        sa.Column("accepts_transfer", sa.Boolean(), nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "price_low_cents <= price_cents AND price_cents <= price_high_cents OR NOT sliding_scale",
            name=op.f("ck_listings_scale"),
        ),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL) = (cell IS NULL)",
            name=op.f("ck_listings_point"),
        ),
        sa.CheckConstraint(
            "place_kind IN ('travel', 'worker', 'remote')", name=op.f("ck_listings_place_kind")
        ),
        sa.CheckConstraint("price_kind IN ('hour', 'fixed', 'unit')", name=op.f("ck_listings_price_kind")),
        sa.CheckConstraint(
            "min_minutes > 0 AND min_minutes <= max_minutes", name=op.f("ck_listings_minutes")
        ),
        sa.CheckConstraint(
            "price_cents >= 0 AND price_low_cents >= 0 AND price_high_cents >= 0",
            name=op.f("ck_listings_prices"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_listings_category_id_categories")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_listings_worker_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
        sa.UniqueConstraint("reference", name=op.f("uq_listings_reference")),
    )
    op.create_index("ix_listings_category_id_id", "listings", ["category_id", "id"], unique=False)
    op.create_index(
        "ix_listings_near",
        "listings",
        ["cell", "latitude", "longitude", "place_kind", "radius_km", "published_at", "paused_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_listings_worker_id"), "listings", ["worker_id"], unique=False)
    op.create_table(
        "places",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_places")),
    )
    op.create_table(
        "market_changes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_market_changes_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_changes")),
    )
    op.create_table(
        "listing_signals",
        sa.Column("listing_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("computed_at", UtcDateTime(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("all_reviews", sa.Integer(), nullable=False),
        sa.Column("all_stars", sa.Integer(), nullable=False),
        sa.Column("reviews_signal", sa.Integer(), nullable=False),
        sa.Column("new_since", UtcDateTime(), nullable=True),
        sa.Column("next_free_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_signals_listing_id_listings")
        ),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_listing_signals")),
    )
    op.create_index(
        op.f("ix_listing_signals_computed_at"), "listing_signals", ["computed_at"], unique=False
    )
    op.create_table(
        "weekly_hours",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("worker_id", BigKey, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=False),
        sa.Column("end_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "start_minute >= 0 AND start_minute < 1440 AND end_minute > start_minute AND end_minute <= 2880",
            name=op.f("ck_weekly_hours_minutes"),
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_weekly_hours_weekday")),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_weekly_hours_worker_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_hours")),
    )
    op.create_index(op.f("ix_weekly_hours_worker_id"), "weekly_hours", ["worker_id"], unique=False)
    op.create_table(
        "bookings",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("listing_id", BigKey, nullable=False),
        sa.Column("worker_id", BigKey, nullable=False),
        sa.Column("client_id", BigKey, nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=True),
        sa.Column("answer_by", UtcDateTime(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_tier", sa.String(length=8), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("fee_rule_id", BigKey, nullable=False),
        sa.Column("fee_minimum_rule_id", BigKey, nullable=False),
        sa.Column("payment_method", sa.String(length=10), nullable=False),
        sa.Column("cancellation_tier", sa.String(length=10), nullable=False),
        sa.Column("instant", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "payment_method IN ('cash', 'transfer', 'clearing')", name=op.f("ck_bookings_payment_method")
        ),
        sa.CheckConstraint(
            "price_cents >= 0 AND fee_cents >= 0 AND fee_cents <= price_cents", name=op.f("ck_bookings_price")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_bookings_span")),
        sa.ForeignKeyConstraint(["client_id"], ["people.id"], name=op.f("fk_bookings_client_id_people")),
        sa.ForeignKeyConstraint(
            ["fee_minimum_rule_id"],
            ["rule_versions.id"],
            name=op.f("fk_bookings_fee_minimum_rule_id_rule_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["fee_rule_id"], ["rule_versions.id"], name=op.f("fk_bookings_fee_rule_id_rule_versions")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_bookings_listing_id_listings")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_bookings_worker_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("reference", name=op.f("uq_bookings_reference")),
    )
    op.create_index("ix_bookings_client_id_id", "bookings", ["client_id", "id"], unique=False)
    op.create_index("ix_bookings_listing_id", "bookings", ["listing_id"], unique=False)
    op.create_index("ix_bookings_worker_id_starts_at", "bookings", ["worker_id", "starts_at"], unique=False)
    op.create_table(
        "listing_pictures",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("listing_id", BigKey, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_pictures_listing_id_listings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_pictures")),
        sa.UniqueConstraint("listing_id", "position", name=op.f("uq_listing_pictures_listing_id_position")),
    )
    op.create_table(
        "booking_acceptances",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("accepted_by_id", BigKey, nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["people.id"], name=op.f("fk_booking_acceptances_accepted_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_acceptances_booking_id_bookings")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_acceptances")),
    )
    op.create_table(
        "booking_cancellations",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("cancelled_by_id", BigKey, nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kept_cents", sa.BigInteger(), nullable=False),
        sa.Column("refund_cents", sa.BigInteger(), nullable=False),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kept_cents >= 0 AND refund_cents >= 0", name=op.f("ck_booking_cancellations_parts")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_cancellations_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["people.id"], name=op.f("fk_booking_cancellations_cancelled_by_id_people")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_cancellations")),
    )
    op.create_table(
        "booking_completions",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("confirmed_by_id", BigKey, nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_booking_completions_minutes")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_completions_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["people.id"], name=op.f("fk_booking_completions_confirmed_by_id_people")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_completions")),
    )
    op.create_table(
        "booking_declines",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("declined_by_id", BigKey, nullable=True),
        sa.Column("declined_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_declines_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["declined_by_id"], ["people.id"], name=op.f("fk_booking_declines_declined_by_id_people")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_declines")),
    )
    op.create_table(
        "booking_no_shows",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("reported_by_id", BigKey, nullable=False),
        sa.Column("absent_id", BigKey, nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("contest_by", UtcDateTime(), nullable=False),
        sa.Column("contested_at", UtcDateTime(), nullable=True),
        sa.Column("contest", sa.Text(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("reported_by_id <> absent_id", name=op.f("ck_booking_no_shows_sides")),
        sa.ForeignKeyConstraint(
            ["absent_id"], ["people.id"], name=op.f("fk_booking_no_shows_absent_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_no_shows_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["people.id"], name=op.f("fk_booking_no_shows_reported_by_id_people")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_no_shows")),
    )
    op.create_table(
        "booking_reschedules",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("booking_id", BigKey, nullable=False),
        sa.Column("proposed_by_id", BigKey, nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_reschedules_span")),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (accepted IS NULL)", name=op.f("ck_booking_reschedules_answer")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_reschedules_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["people.id"], name=op.f("fk_booking_reschedules_proposed_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_reschedules")),
    )
    op.create_index(
        op.f("ix_booking_reschedules_booking_id"), "booking_reschedules", ["booking_id"], unique=False
    )
    op.create_index(
        "uq_booking_reschedules_open",
        "booking_reschedules",
        ["booking_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "booking_waivers",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("waived_by_id", BigKey, nullable=False),
        sa.Column("waived_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_waivers_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["waived_by_id"], ["people.id"], name=op.f("fk_booking_waivers_waived_by_id_people")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_waivers")),
    )
    op.create_table(
        "messages",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("booking_id", BigKey, nullable=False),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_messages_author_id_people")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_messages_booking_id_bookings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_booking_id_id", "messages", ["booking_id", "id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", BigKey, autoincrement=True, nullable=False),
        sa.Column("booking_id", BigKey, nullable=False),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("subject_id", BigKey, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("completed_at", UtcDateTime(), nullable=False),
        sa.Column("of_worker", sa.Boolean(), nullable=False),
        sa.Column("listing_id", BigKey, nullable=False),
        sa.CheckConstraint("author_id <> subject_id", name=op.f("ck_reviews_sides")),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_reviews_stars")),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_reviews_listing_id_listings")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_reviews_author_id_people")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_reviews_booking_id_bookings")),
        sa.ForeignKeyConstraint(["subject_id"], ["people.id"], name=op.f("fk_reviews_subject_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("booking_id", "author_id", name=op.f("uq_reviews_booking_id_author_id")),
    )
    op.create_index("ix_reviews_subject_id_id", "reviews", ["subject_id", "id"], unique=False)
    op.create_table(
        "slot_claims",
        sa.Column("booking_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("worker_id", BigKey, nullable=False),
        sa.Column("padded_from", UtcDateTime(), nullable=False),
        sa.Column("padded_until", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("padded_from < padded_until", name=op.f("ck_slot_claims_span")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_slot_claims_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_slot_claims_worker_id_people")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_slot_claims")),
    )
    op.create_index(
        "ix_slot_claims_worker_id_padded_until", "slot_claims", ["worker_id", "padded_until"], unique=False
    )
    op.create_table(
        "review_replies",
        sa.Column("review_id", BigKey, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_replies_review_id_reviews")
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_replies")),
    )
    listing_triggers.create()
    booking_triggers.create()


def downgrade():
    listing_triggers.drop()
    op.drop_table("review_replies")
    op.drop_table("reviews")
    op.drop_table("messages")
    op.drop_table("booking_no_shows")
    op.drop_table("booking_completions")
    op.drop_table("booking_waivers")
    op.drop_table("booking_cancellations")
    op.drop_table("booking_reschedules")
    op.drop_table("booking_declines")
    op.drop_table("booking_acceptances")
    op.drop_table("slot_claims")
    op.drop_table("bookings")
    op.drop_table("date_exceptions")
    op.drop_table("weekly_hours")
    op.drop_table("listing_signals")
    op.drop_table("market_changes")
    op.drop_table("places")
    op.drop_table("listing_pictures")
    op.drop_table("listings")
    op.drop_table("categories")
    booking_triggers.drop_functions()
