"""`coop demo`: a seeded co-op on this machine, from nothing to a running site."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from coop.cli.database import run_upgrade
from coop.db.local_postgres import NoPostgres
from coop.demo.children import NotStarted
from coop.demo.log import begin_log
from coop.demo.run import Open, Refused, Request, run
from coop.demo.seeding import NotADemo, seed

_SAY = Console(stderr=True, highlight=False)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Loopback port.")
@click.option("--db", "database", default="sqlite", show_default=True, type=click.Choice(["sqlite", "postgres"]),
              help="A SQLite file, or a PostgreSQL server of the demo's own.")
@click.option("--cards", default="none", show_default=True, type=click.Choice(["none", "fake"]),
              help="Card payments by a make-believe processor on the next port: no account, no money.")
@click.option("--folder", default=Path("var/demo"), show_default=True,
              type=click.Path(file_okay=False, path_type=Path), help="Where database, pictures and keys are kept.")
@click.option("--serve/--no-serve", default=True, show_default=True, help="Run the site once it is seeded.")
def demo(port: int, database: str, cards: str, folder: Path, serve: bool) -> None:
    """Run a made-up co-op, Harbour Hands: seeded on the first run, kept for later ones.

    Listens on 127.0.0.1 alone, prints a login per role, and ends with Ctrl-C. Settings of the environment are not read.
    """
    try:
        run(
            Request(
                folder=folder, port=port, database=database, serve=serve, cards="" if cards == "none" else cards
            ),
            migrate=run_upgrade,
            seed=lambda settings, keys: seed(settings, keys, console=_SAY),
            begin=begin_log,
            opened=_welcome,
            said=_SAY.print,
        )
    except (Refused, NotADemo, NotStarted, NoPostgres) as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        _SAY.print("Ended before it was seeded; nothing was kept.")
        raise click.exceptions.Exit(1) from None


def _welcome(demo_open: Open) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("role", "name", "e-mail", "password"):
        table.add_column(heading, no_wrap=True)
    for login in demo_open.logins:
        table.add_row(login.role, login.name, login.email, login.password)
    out = Console(highlight=False)
    out.print(f"\nHarbour Hands is open at {demo_open.url}\n")
    out.print(table)
    if demo_open.cards_url:
        out.print(f"\nPay by card with 4242 4242 4242 4242, any date and code. The processor: {demo_open.cards_url}")
    out.print(f"\nMail that would be sent: {demo_open.url}/outbox")
    out.print(f"Passwords and data are in {demo_open.folder}. Ctrl-C ends the demo and keeps them.\n")


COMMANDS = [("demo", demo)]
