"""What the database keeps in step by itself: the words of open listings, and the count of changes.

For the migration of the market alone. An open listing is published and not paused; only those are searched.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from coop.db.triggers import is_sqlite

COUNTED = ("listings", "listing_pictures", "weekly_hours", "date_exceptions", "categories")

# A listing's category stands among its words as one more, so that words and category are one question.
_WORDS = "{row}.words || ' _' || {row}.category_id"
_OPEN = "{row}.published_at IS NOT NULL AND {row}.paused_at IS NULL"
_COUNT = "UPDATE market_changes SET count = count + 1;"
_CARRIED = "title, words, category_id, published_at, paused_at"


def create() -> None:
    """Make the index of words, its triggers and the counter."""
    op.execute("INSERT INTO market_changes (id, count) VALUES (1, 0)")
    if is_sqlite():
        _sqlite_words()
        _sqlite_counter()
    else:
        _postgresql_words()
        _postgresql_counter()


def drop() -> None:
    """Undo `create`; the triggers on tables go with them."""
    op.execute("DROP TABLE listing_words")
    if not is_sqlite():
        for table in COUNTED:
            op.execute(f"DROP TRIGGER {table}_counted ON {table}")
        op.execute("DROP TRIGGER listings_words ON listings")
        op.execute("DROP FUNCTION coop_keep_words")
        op.execute("DROP FUNCTION coop_count_change")
        return
    for table in COUNTED:
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {table}_counted_{verb}")
    for verb in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER listings_words_{verb}")


def _sqlite_words() -> None:
    # Contentless: the words are in `listings` already. Positions are never asked for, so none are kept.
    op.execute(
        "CREATE VIRTUAL TABLE listing_words USING fts5(words, content='', detail=none, prefix='2 3', "
        "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
    )
    take = (
        "INSERT INTO listing_words (listing_words, rowid, words) "
        f"SELECT 'delete', OLD.id, {_WORDS.format(row='OLD')} WHERE {_OPEN.format(row='OLD')};"
    )
    put = (
        "INSERT INTO listing_words (rowid, words) "
        f"SELECT NEW.id, {_WORDS.format(row='NEW')} WHERE {_OPEN.format(row='NEW')};"
    )
    _sqlite_trigger(f"listings_words_insert AFTER INSERT ON listings BEGIN {put} END")
    _sqlite_trigger(f"listings_words_update AFTER UPDATE OF {_CARRIED} ON listings BEGIN {take} {put} END")
    _sqlite_trigger(f"listings_words_delete AFTER DELETE ON listings BEGIN {take} END")


def _sqlite_counter() -> None:
    for table in COUNTED:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            _sqlite_trigger(f"{table}_counted_{verb.lower()} AFTER {verb} ON {table} BEGIN {_COUNT} END")


def _sqlite_trigger(body: str) -> None:
    op.execute(text(f"CREATE TRIGGER {body}".replace(":", r"\:")))


def _postgresql_words() -> None:
    op.execute("CREATE TABLE listing_words (listing_id bigint PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX listing_words_words ON listing_words USING gin (words)")
    # Words come cut by us already; no parser or dictionary of the server may have another opinion.
    vector = f"array_to_tsvector(array_remove(string_to_array({_WORDS.format(row='NEW')}, ' '), ''))"
    take = "IF TG_OP <> 'INSERT' THEN DELETE FROM listing_words WHERE listing_id = OLD.id; END IF;"
    put = f"INSERT INTO listing_words VALUES (NEW.id, {vector});"  # noqa: S608  made of constants alone
    op.execute(
        "CREATE FUNCTION coop_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{take} IF TG_OP <> 'DELETE' AND {_OPEN.format(row='NEW')} THEN {put} END IF; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER listings_words AFTER INSERT OR DELETE OR UPDATE OF {_CARRIED} ON listings "
        "FOR EACH ROW EXECUTE FUNCTION coop_keep_words()"
    )


def _postgresql_counter() -> None:
    op.execute(
        f"CREATE FUNCTION coop_count_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_COUNT} RETURN NULL; END $$"
    )
    for table in COUNTED:
        op.execute(
            f"CREATE TRIGGER {table}_counted AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION coop_count_change()"
        )
