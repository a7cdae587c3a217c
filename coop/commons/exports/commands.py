"""`coop export DIR` and `coop verify WHAT`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from coop.commons.exports.archive import write_folder
from coop.commons.exports.books import entry_count
from coop.commons.exports.snapshot import snapshot
from coop.config import Settings
from coop.db.engine import make_engine
from coop.verify.command import run
from coop.verify.state import DEFAULT
from coop.web import clock


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(settings: Settings, folder: Path) -> None:
    """Write the whole public export into FOLDER, which must be new or empty.

    It holds no personal data. `coop verify FOLDER` recomputes it; docs/export-format.md describes it.
    """
    engine = make_engine(settings.database_url)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    try:
        with snapshot(engine) as session, bar:
            task = bar.add_task("Exporting", total=entry_count(session))

            def advance(name: str) -> None:
                if name == "entries.jsonl":
                    bar.advance(task)

            rows = write_folder(session, folder, at=clock.now(), progress=advance)
    except FileExistsError as error:
        raise click.ClickException(f"{error}: choose a new folder") from error
    finally:
        engine.dispose()
    click.echo(f"{rows} rows written to {folder}. Check them: coop verify {folder}")


@click.command()
@click.argument("what", metavar="WHAT")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--key", metavar="VKEY", help="The log's verifier key, as the co-op published it elsewhere.")
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help=f"What was seen before ({DEFAULT}).")
@click.option("--no-state", is_flag=True, help="Neither read nor keep what was seen.")
@click.option("--insecure", is_flag=True, help="Allow an address without TLS that is not this machine.")
@click.option("--archives", type=click.Path(file_okay=False, path_type=Path),
              help="A folder with the archives (.bel) of votes held in Belenios; of a site they are fetched.")
def verify(
    what: str, as_json: bool, key: str | None, state: Path | None, no_state: bool, insecure: bool, archives: Path | None
) -> None:
    """Recompute everything in WHAT: a site's address, an export (a folder or .zip) or a receipt (.json).

    What is seen of a log is kept in a small file, so that a history that is rewritten later is found. Exit codes: 0 all
    is right, 1 something is wrong (the first place is named), 2 it cannot be checked.
    """
    sys.exit(run(what, as_json=as_json, key=key, state=state, no_state=no_state, insecure=insecure, archives=archives))


COMMANDS = [("export", export), ("verify", verify)]
