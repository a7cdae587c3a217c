"""`coop import bookings`: past bookings of another platform, from a file."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path

import click

from coop.config import Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.market.imports.actions import Brought, Refused, bring_in
from coop.market.imports.mapping import BadMapping, Mapping, read_mapping
from coop.market.imports.progress import shown
from coop.market.imports.rules import BadLine
from coop.market.imports.table import BadFile, Reading, read_table
from coop.web import clock


class _OnlyTried(Exception):
    """Ends a dry run: what was written is taken back."""

    def __init__(self, brought: Brought) -> None:
        super().__init__()
        self.brought = brought


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", "mapping_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="TOML file that says what FILE calls our columns; docs/import-format.md describes it.")
@click.option("--dry-run", is_flag=True, help="Try everything, say what would happen, change nothing.")
@click.pass_obj
def bookings(settings: Settings, file: Path, mapping_file: Path | None, dry_run: bool) -> None:
    """Bring in past bookings from FILE (CSV), with their workers, fees, tips and hours.

    All or nothing: if a line cannot be taken, every such line is listed and nothing is changed. The same file
    again changes nothing.
    """
    began = time.perf_counter()
    try:
        mapping = read_mapping(mapping_file.read_text("utf-8")) if mapping_file else Mapping()
    except (BadMapping, UnicodeDecodeError) as error:
        raise click.ClickException(f"{mapping_file}: {error}") from error
    content = file.read_bytes()
    try:
        with shown("Reading", content.count(b"\n")) as advance:
            reading = read_table(content, mapping, advance=advance)
        brought = _bring_in(settings, reading, mapping, sha256(content).hexdigest(), dry_run=dry_run)
    except BadFile as error:
        raise click.ClickException(f"{file}: {error}") from error
    except Refused as refused:
        for line in refused.bad:
            click.echo(_said(line), err=True)
        raise click.ClickException(
            f"{file}: {len(refused.bad)} of {reading.lines} bookings cannot be taken; nothing was changed."
        ) from refused
    _report(brought, dry_run=dry_run, seconds=time.perf_counter() - began)


def _bring_in(
    settings: Settings, reading: Reading, mapping: Mapping, digest: str, *, dry_run: bool
) -> Brought:
    engine = make_engine(settings.database_url)
    try:
        with transaction(engine) as session, shown("Bringing in", len(reading.bookings)) as advance:
            brought = bring_in(
                session, reading, mapping, file_digest=digest, at=clock.now(), advance=advance
            )
            if dry_run:
                raise _OnlyTried(brought)
    except _OnlyTried as tried:
        return tried.brought
    finally:
        engine.dispose()
    return brought


def _said(line: BadLine) -> str:
    faults = "; ".join(f"{fault.field} {fault.reason} ({fault.remedy})" for fault in line.faults)
    return f"line {line.line}{f', {line.reference}' if line.reference else ''}: {faults}"


def _report(brought: Brought, *, dry_run: bool, seconds: float) -> None:
    if not brought.new:
        click.echo(f"Nothing new: all {brought.known:,} bookings are here already. Nothing was changed.")
        return
    click.echo(
        f"{_counted(brought.new, 'booking')} {'would be brought' if dry_run else 'brought'} in"
        f"{f', {brought.known:,} were here already' if brought.known else ''}: "
        f"{_counted(brought.workers, 'new worker')}, {_counted(brought.listings, 'new listing')}."
    )
    for name, cents in (
        ("prices", brought.price_cents), ("fees", brought.fee_cents), ("tips", brought.tip_cents),
    ):
        click.echo(f"  {name:<8}{cents // 100:>14,}.{cents % 100:02d}")
    click.echo(f"  {'worked':<8}{brought.minutes // 60:>11,} h {brought.minutes % 60:02d} min")
    click.echo(f"{seconds:.1f} s, {brought.new / seconds:,.0f} bookings/s."
               f"{' This was a dry run: nothing was changed.' if dry_run else ''}")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


COMMANDS = [("import bookings", bookings)]
