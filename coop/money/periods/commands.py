"""`coop period close OPENS_ON CLOSES_ON`."""

from __future__ import annotations

import datetime as dt

import click

from coop.config import Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.money.periods.actions import close
from coop.money.periods.rules import NotClosable
from coop.policies.in_force import NotFounded
from coop.web import clock

REASONS = {
    "order": "the last day comes before the first",
    "running": "the last day is not over yet in the co-op's time zone",
    "adjoining": "a period begins on the day after the last closed one",
    "spanned": "days on both sides of the last day are summed together: close on a later day",
    "small": "too few bookings are left to be summed by themselves: close on a later day",
    "earlier": "there are entries before the first day: begin earlier, or they would never be closed",
}
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("close")
@click.argument("opens_on", type=_DAY, metavar="OPENS_ON")
@click.argument("closes_on", type=_DAY, metavar="CLOSES_ON")
@click.pass_obj
def close_period(settings: Settings, opens_on: dt.datetime, closes_on: dt.datetime) -> None:
    """Close the books from OPENS_ON to CLOSES_ON (as 2026-03-01), both days included.

    Posts the closing entry and shuts the days for good. Closing the same days again changes nothing.
    """
    engine = make_engine(settings.database_url)
    try:
        with transaction(engine) as session:
            period = close(session, opens_on=opens_on.date(), closes_on=closes_on.date(), at=clock.now())
    except NotClosable as error:
        raise click.ClickException(f"not closed: {REASONS[error.args[0]]}") from error
    except NotFounded as error:
        raise click.ClickException(str(error)) from error
    finally:
        engine.dispose()
    units, cents = divmod(abs(period.surplus_cents), 100)
    word = "surplus" if period.surplus_cents >= 0 else "loss"
    click.echo(f"Closed {period.opens_on} to {period.closes_on}: {word} {units:,}.{cents:02d}")


COMMANDS = [("period close", close_period)]
