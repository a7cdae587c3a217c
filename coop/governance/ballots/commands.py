"""`coop import ballots FILE`: splits of an open vote, cast as the page casts them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.ballots.imports import BadFile, cast_splits, options_for, read_splits
from coop.governance.proposals.queries import by_reference
from coop.governance.proposals.rules import Refused


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", "reference", required=True, help="Number of the decision that is open for votes.")
@click.option("--receipts", type=click.Path(dir_okay=False, writable=True, path_type=Path),
              help="Write the receipt codes to this file; they are stored nowhere else.")
@click.option("--at", "moment", default=None, help="Moment to cast at, as 2019-04-10T12:00+00:00; now by default.")
@click.pass_obj
def ballots(settings: Settings, file: Path, reference: str, receipts: Path | None, moment: str | None) -> None:
    """Cast the splits of FILE, one for each member on the roll, in order of membership.

    FILE is a CSV with a column for each use (dividends,reserve,solidarity,education,projects), in per cents,
    steps of 5, each line making 100. All or nothing: every bad line is listed and none is cast.
    """
    at = dt.datetime.fromisoformat(moment) if moment else dt.datetime.now(dt.UTC)
    engine = make_engine(settings.database_url)
    try:
        with transaction(engine) as session:
            codes = _cast(session, file, reference, at)
    except BadFile as error:
        for bad in error.lines:
            click.echo(f"{file}:{bad.line}: {bad.reason}", err=True)
        raise click.ClickException(f"{len(error.lines)} bad lines; nothing was cast.") from error
    except Refused as error:
        raise click.ClickException(f"{error} Nothing was cast.") from error
    finally:
        engine.dispose()
    if receipts:
        receipts.touch(mode=0o600)
        receipts.write_text("place,receipt\n" + "".join(f"{place},{code}\n" for place, code in codes))
    click.echo(f"Cast {len(codes)} ballots on decision {reference}.")


def _cast(session: Session, file: Path, reference: str, at: dt.datetime) -> list[tuple[int, str]]:
    proposal = by_reference(session, reference)
    if proposal is None:
        raise Refused(f"There is no decision {reference}.")
    with file.open(newline="", encoding="utf-8") as text:
        splits = read_splits(text, options_for(session, proposal))
    with click.progressbar(length=1, label="Casting") as bar:
        codes = cast_splits(session, proposal, splits, at=at)
        bar.update(1)
    return codes


COMMANDS = [("import ballots", ballots)]
