"""The seeded demo, served for measuring: its data as `make demo` makes it, without its worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from coop.cli.database import run_upgrade
from coop.demo import databases, keys
from coop.demo.log import begin_log
from coop.demo.run import Request, run
from coop.demo.seeding import seed


@contextmanager
def seeded(folder: Path, database: str) -> Iterator[dict[str, str]]:
    """The environment of a site on freshly seeded demo data; a PostgreSQL of its own is stopped at the end."""
    request = Request(folder=folder, port=8000, database=database, serve=False)
    quiet = Console(quiet=True)
    run(
        request,
        migrate=run_upgrade,
        seed=lambda settings, own: seed(settings, own, console=quiet),
        begin=begin_log,
        opened=lambda _open: None,
        said=lambda _words: None,
    )
    own = keys.kept_in(folder / "keys.json")
    home: databases.Home = (
        databases.SqliteHome(folder)
        if database == "sqlite"
        else databases.PostgresHome(folder, site_password=own.site_role)
    )
    try:
        yield {
            "COOP_MODE": "demo",
            "COOP_DATA_DIR": str(folder),
            "COOP_DATABASE_URL": home.addresses().site_url,
            "COOP_SECRET_KEY": own.secret_key,
            "COOP_PASSWORD_SALT": own.password_salt,
            "COOP_TOTP_SECRET": own.totp_secret,
        }
    finally:
        home.stop()
