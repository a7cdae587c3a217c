"""`coop db upgrade`, and the grants of the site's own role on PostgreSQL."""

from __future__ import annotations

import click
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from coop.config import Settings
from coop.db import migrate, transaction
from coop.db.engine import make_engine
from coop.policies.actions import bring_new_rules
from coop.web.clock import now

# The site's role reads everywhere and adds everywhere; only tables that hold no books may be changed by it.
_BOOKS = (
    "decisions", "rule_versions", "parties", "accounts", "entries", "postings", "periods",
    "log_leaves", "log_tiles", "log_keys", "log_checkpoints",
    "balance_cuts", "balance_snapshots", "party_snapshots", "rule_citations", "book_checks",
    "erased_parties", "erasures", "erasure_ends",
)  # fmt: skip


@click.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the database to this release's schema; safe to run again."""
    run_upgrade(settings.database_owner_url, settings.database_url)
    click.echo(f"The schema is at {migrate.head()}.")


def run_upgrade(owner_url: str, site_url: str) -> None:
    """Migrate as the owner, then let the site's role (if it is another) do no more than it must."""
    engine = make_engine(owner_url)
    try:
        migrate.upgrade(engine)
        with transaction(engine) as session:
            bring_new_rules(session, at=now())
        role = make_url(site_url).username
        if role and role != make_url(owner_url).username:
            _grant(engine, role)
    finally:
        engine.dispose()


def _grant(engine: Engine, role: str) -> None:
    quoted = engine.dialect.identifier_preparer.quote(role)
    with engine.begin() as connection:
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {quoted}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(_BOOKS)} FROM {quoted}",
        ):
            connection.execute(text(statement))


COMMANDS = [("db upgrade", upgrade)]
