"""`coop export DIR` and `coop verify EXPORT`."""

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
@click.argument("path", metavar="EXPORT")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def verify(path: str, as_json: bool) -> None:
    """Recompute everything in EXPORT (a folder or .zip) from the export alone.

    Exit codes: 0 all is right, 1 something is wrong (the first place is named), 2 it cannot be read.
    """
    sys.exit(run(path, as_json=as_json))


COMMANDS = [("export", export), ("verify", verify)]
