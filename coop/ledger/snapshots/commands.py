"""`coop resum`: the kept sums made anew from the entries."""

from __future__ import annotations

import datetime as dt

import click

from coop.config import Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.ledger.snapshots.anew import forget
from coop.ledger.snapshots.drift import drifted
from coop.ledger.snapshots.summing import catch_up


@click.command()
@click.pass_obj
def resum(settings: Settings) -> None:
    """Make the kept sums of the books anew from the entries, after a drift was found and explained.

    As the owner of the database (COOP_DATABASE_OWNER_URL). The site stays up: until it is done, balances are read
    from the entries themselves, which takes longer and says the same.
    """
    engine = make_engine(settings.database_owner_url)
    try:
        with transaction(engine, write=False) as session:
            found = drifted(session)
        for drift in found:
            click.echo(f"{drift.where}: {drift.detail}")
        forget(engine)
        cuts = catch_up(engine, at=dt.datetime.now(dt.UTC))
        with transaction(engine, write=False) as session:
            left = drifted(session)
    finally:
        engine.dispose()
    if left:
        raise click.ClickException(f"the sums still differ: {left[0].where}: {left[0].detail}")
    click.echo(f"{cuts:,} cuts summed anew; {len(found)} differences before, none now.")


COMMANDS = [("resum", resum)]
