"""`coop rehearse`: a month or a year of real trips, from founding to verified dividend, on one page."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from coop.commons.exports.archive import write_folder
from coop.commons.exports.snapshot import snapshot
from coop.commons.log.sources import SOURCES
from coop.commons.rehearsal import plot
from coop.commons.rehearsal.actions import scenes
from coop.commons.rehearsal.acts import Unfinished
from coop.commons.rehearsal.clock import Clock
from coop.commons.rehearsal.figures import Figures
from coop.commons.rehearsal.page import page
from coop.commons.rehearsal.queries import figures
from coop.commons.rehearsal.stage import stage
from coop.commons.rehearsal.year import plot as year_plot
from coop.commons.rehearsal.year.actions import SCENES as YEAR_SCENES
from coop.commons.rehearsal.year.actions import scenes as year_scenes
from coop.commons.rehearsal.year.course import Course, settings_in
from coop.commons.rehearsal.year.figures import Year
from coop.commons.rehearsal.year.page import page as year_page
from coop.commons.rehearsal.year.queries import year as year_figures
from coop.db import transaction
from coop.ledger.log import sequencing, signing
from coop.market.imports.actions import Brought
from coop.market.imports.progress import shown
from coop.paths import ROOT
from coop.policies.actions import AlreadyFounded
from coop.verify.command import verify
from coop.verify.report import Report

Timings = list[tuple[str, float]]
Given = TypeVar("Given")
SCENES = 9


@click.command()
@click.option("--db", "kind", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True,
              help="The temporary database to rehearse in.")
@click.option("--database", "url", help="An empty database of your own instead, as an address; it is kept.")
@click.option("--data", "folder", type=click.Path(file_okay=False, path_type=Path),
              help="Folder with bookings/trips.csv and votes/splits/toulouse_40.csv.")
@click.option("--year", is_flag=True, help="A year instead of a month: a fee voted on, an election, a case, a leaver.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path),
              help="Keep the public export in this new folder.")
def rehearse(kind: str, url: str | None, folder: Path | None, year: bool, out: Path | None) -> None:
    """Play a month of a co-op on real input and print one page; with --year, a year of it.

    Found it, admit 40 drivers, spend by vote, import their trips, close the month, split the surplus by 40 real
    ballots, enact, export everything, verify it. Exit code 1 when the verifier finds anything wrong.

    In a year: four quarters, each with its surplus split; the fee is lowered by vote, stewards are elected, a member
    is expelled and stays by appeal, another leaves and is paid back.
    """
    data = plot.Data(folder or _usual_data())
    for path in (data.trips, data.splits):
        if not path.is_file():
            raise click.ClickException(f"{path} is not there: say where the data is with --data DIR")
    try:
        with stage(kind, url) as engine, tempfile.TemporaryDirectory(prefix="coop-export-") as scratch:
            written = out or Path(scratch) / "export"
            said, report = (_year if year else _month)(engine, data, written, Path(scratch))
            click.echo(said)
    except (AlreadyFounded, FileExistsError, Unfinished) as error:
        raise click.ClickException(str(error)) from error
    if not report.sound:
        raise click.ClickException("the verifier found something wrong")


def play(engine: Engine, data: plot.Data) -> tuple[Figures, Timings]:
    """All scenes on an empty, migrated database, and the figures they came to."""
    clock = Clock(ZoneInfo(plot.TIMEZONE), plot.FOUNDED_ON)
    timings: Timings = []
    gave = dict(_timed(scenes(engine, clock, data), SCENES, timings))
    brought, expense, split = gave["import the trips"], gave["spend by vote"], gave["distribute by vote"]
    if not isinstance(brought, Brought):
        raise Unfinished("the trips were not brought in")
    with transaction(engine, write=False) as session:
        return figures(session, brought, expense=str(expense), distribution=str(split)), timings


def play_year(engine: Engine, data: plot.Data, folder: Path) -> tuple[Year, Timings, dt.datetime]:
    """All scenes of a year, the figures they came to, and when it ends. `folder` keeps the key of the log."""
    course = Course(engine, Clock(ZoneInfo(plot.TIMEZONE), year_plot.FOUNDED_ON), data, settings_in(folder))
    timings: Timings = []
    _timed(((what, None) for what in year_scenes(course)), YEAR_SCENES, timings)
    with transaction(engine, write=False) as session:
        return year_figures(session, course), timings, course.clock.now


def export_and_verify(engine: Engine, folder: Path, timings: Timings) -> Report:
    """Sign the log, write the whole public export and recompute it from there; adds all three to the timings."""
    began, at = time.perf_counter(), Clock(ZoneInfo(plot.TIMEZONE), plot.CLOSED_ON).pass_days(30)
    _sign(engine, folder.with_name(folder.name + ".key"), at)
    timings.append(("sign the log", time.perf_counter() - began))
    return verified(engine, folder, timings, at=at)


def verified(engine: Engine, folder: Path, timings: Timings, *, at: dt.datetime) -> Report:
    """Write the whole public export and recompute it from there; adds both to the timings."""
    began = time.perf_counter()
    with snapshot(engine) as session:
        write_folder(session, folder, at=at)
    timings.append(("export everything", time.perf_counter() - began))
    began = time.perf_counter()
    report = verify(str(folder))
    timings.append(("verify the export", time.perf_counter() - began))
    return report


def _month(engine: Engine, data: plot.Data, folder: Path, _scratch: Path) -> tuple[str, Report]:
    result, timings = play(engine, data)
    report = export_and_verify(engine, folder, timings)
    return page(result, database=engine.dialect.name, verified=report.as_text(), timings=timings), report


def _year(engine: Engine, data: plot.Data, folder: Path, scratch: Path) -> tuple[str, Report]:
    result, timings, at = play_year(engine, data, scratch)
    report = verified(engine, folder, timings, at=at)
    return year_page(result, database=engine.dialect.name, verified=report.as_text(), timings=timings), report


def _timed(played: Iterable[tuple[str, Given]], count: int, timings: Timings) -> list[tuple[str, Given]]:
    """Play scene after scene, showing how far it is and noting how long each took."""
    given = []
    began = time.perf_counter()
    with shown("Rehearsing", count) as advance:
        for scene in played:
            now = time.perf_counter()
            timings.append((scene[0], now - began))
            began = now
            given.append(scene)
            advance(len(timings))
    return given


def _sign(engine: Engine, key_file: Path, at: dt.datetime) -> None:
    """Give every fact of the month its leaf; the key lies beside the export."""
    with transaction(engine) as session:
        signing.begin(session, key_file, "rehearsal.example", at=at)
    done = sequencing.BATCH
    while done == sequencing.BATCH:
        with transaction(engine) as session:
            done = sequencing.sequence(session, SOURCES)
    with transaction(engine) as session:
        signing.sign(session, key_file, at=at)


def _usual_data() -> Path:
    """Where tests find it too."""
    return Path(os.environ.get("COOP_TEST_DATA", ROOT.parent / "shared" / "data"))


COMMANDS = [("rehearse", rehearse)]
