"""`coop log begin`, `key`, `rotate` and `status`: looking after the key of the public log."""

from __future__ import annotations

import click

from coop.commons.log import queries
from coop.commons.log.chores import sequence_the_log
from coop.config import Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.ledger.log import signing
from coop.ledger.log.keys import NoKey
from coop.ledger.log.models import LogKey
from coop.ledger.log.signing import Forked
from coop.web import clock

PUBLISH = (
    "Publish this verifier key where this server cannot change it: in the letter to your members, on your notice "
    "board, on another site. Whoever checks the log compares it with that."
)


@click.command()
@click.pass_obj
def begin(settings: Settings) -> None:
    """Create the key of the log: for a co-op that was founded before there was a log."""
    try:
        with transaction(make_engine(settings.database_url)) as session:
            key = signing.begin(session, settings.log_key, settings.log_origin, at=clock.now())
    except NoKey as error:
        raise click.ClickException(str(error)) from error
    _say(settings, key)


@click.command()
@click.pass_obj
def rotate(settings: Settings) -> None:
    """Hand the log over to a new key, in a note that the old one signs too; the old file is kept."""
    engine = make_engine(settings.database_url)
    try:
        sequence_the_log(engine, settings, clock.now())
        with transaction(engine) as session:
            key = signing.rotate(session, settings.log_key, at=clock.now())
        sequence_the_log(engine, settings, clock.now())
    except (NoKey, Forked) as error:
        raise click.ClickException(str(error)) from error
    _say(settings, key)


@click.command("key")
@click.pass_obj
def show_key(settings: Settings) -> None:
    """Print the verifier key in use, for publication elsewhere."""
    with transaction(make_engine(settings.database_url), write=False) as session:
        key = signing.current_key(session)
    if key is None:
        raise click.ClickException("this log has no key yet: run `coop log begin`")
    click.echo(key.verifier)


@click.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """Say how far the log has come and what waits; exit code 1 when facts wait and nothing signs them."""
    with transaction(make_engine(settings.database_url), write=False) as session:
        log = queries.state(session)
    if log.head is None:
        waits = log.waiting + log.unsigned
        raise click.ClickException(f"nothing is signed yet; {waits} facts wait. Run `coop worker`.")
    click.echo(f"{log.head.size} facts, signed {log.head.signed_at:%Y-%m-%d %H:%M:%S} UTC; {log.waiting} wait.")


def _say(settings: Settings, key: LogKey) -> None:
    click.echo(f"The log's key is in {settings.log_key} (readable by you alone: back it up).")
    click.echo(f"\n    {key.verifier}\n\n{PUBLISH}")


COMMANDS = [("log begin", begin), ("log rotate", rotate), ("log key", show_key), ("log status", status)]
