"""`coop witness`: watching the public logs of sister co-ops."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
from sqlalchemy import Engine

from coop.commons.witness import actions, cosigning, queries
from coop.commons.witness.fetching import BadAddress, Trouble, checked
from coop.commons.witness.looking import AlreadyWatched, Looked, NotGood, add, look_at_all
from coop.commons.witness.rules import Unreadable
from coop.config import Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.ledger.log.keys import NoKey
from coop.verify.notes import BadNote, Verifier, read_verifier
from coop.web import clock

NOT_READ = 3


class Witness(click.Group):
    """A group in which `coop witness URL` watches that address: begins to, or looks at it again."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0].startswith(("http://", "https://")):
            args = ["watch", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=Witness)
def witness() -> None:
    """Watch a sister co-op's log: `coop witness URL`, then every ten minutes by `coop worker`.

    Every signed tree head is kept, and must continue the one before it. Exit codes: 0 all is well, 1 a log shows what
    no honest one can (or an alarm stands), 2 used wrongly, 3 a site could not be read.
    """


_KEY = click.option("--key", "written", metavar="VERIFIER", help="The log's verifier key, not taken from its site.")
_INSECURE = click.option("--insecure", is_flag=True, help="Allow http, and addresses inside this network.")


@witness.command("add")
@click.argument("url")
@_KEY
@_INSECURE
@click.pass_obj
def add_log(settings: Settings, url: str, written: str | None, insecure: bool) -> None:
    """Begin to watch a log, by the key that is given, or else by the one beside it."""
    _begin(settings, make_engine(settings.database_url), url, _key(written), insecure)


@witness.command(hidden=True)
@click.argument("url")
@_KEY
@_INSECURE
@click.pass_obj
def watch(settings: Settings, url: str, written: str | None, insecure: bool) -> None:
    """Begin to watch a log, or look at it again."""
    engine, key = make_engine(settings.database_url), _key(written)
    try:
        address = checked(url, allow_insecure=insecure)
    except BadAddress as error:
        raise click.BadParameter(str(error), param_hint="URL") from error
    with transaction(engine, write=False) as session:
        log = queries.by_address(session, address)
        keys = queries.seen(session, log.id)[0].keys if log else ()
    if log is None:
        _begin(settings, engine, address, key, insecure)
    elif key is not None and key not in keys:
        raise click.ClickException(f"{address} is watched by another key, {keys[-1]}: `coop witness stop` it first")
    else:
        _look(settings, engine, of=log.id)


@witness.command()
@click.pass_obj
def look(settings: Settings) -> None:
    """Look at every watched log now."""
    _look(settings, make_engine(settings.database_url))


@witness.command("list")
@click.pass_obj
def show(settings: Settings) -> None:
    """Say what is watched, since when, and how it stands."""
    with transaction(make_engine(settings.database_url), write=False) as session:
        logs, alarms = queries.watched(session), queries.alarms(session)
    if not logs:
        click.echo("Nothing is watched. `coop witness URL --key VERIFIER` begins.")
    for each in logs:
        standing = [found.alarm for found in alarms if found.log.id == each.log.id and found.answer is None]
        how = f"ended {each.end.ended_at:%Y-%m-%d}: {each.end.reason}" if each.end else each.look.trouble or "good"
        click.echo(f"{each.log.address}  {each.head.size} facts  since {each.log.began_at:%Y-%m-%d}  {how}")
        click.echo(f"    {each.key.verifier}" + ("" if each.log.is_key_given else "  (taken from its site)"))
        for alarm in standing:
            click.echo(f"    ALARM {alarm.id} of {alarm.raised_at:%Y-%m-%d %H:%M} UTC: {alarm.said}")


@witness.command()
@click.argument("url")
@click.option("--reason", required=True, help="Why it is watched no longer; shown on /witness.")
@click.pass_obj
def stop(settings: Settings, url: str, reason: str) -> None:
    """Watch a log no longer. What was seen of it stays, and so do its alarms."""
    if not 1 <= len(reason.strip()) <= 500:
        raise click.BadParameter("say it in 1 to 500 characters", param_hint="--reason")
    with transaction(make_engine(settings.database_url)) as session:
        log = queries.by_address(session, url) or queries.by_address(session, url + "/")
        if log is None:
            raise click.ClickException(f"{url} is not watched; `coop witness list` says what is")
        actions.end(session, log, reason=reason.strip(), at=clock.now())
    click.echo(f"{log.address} is watched no longer.")


def _key(written: str | None) -> Verifier | None:
    try:
        return read_verifier(written) if written is not None else None
    except BadNote as error:
        raise click.BadParameter(str(error), param_hint="--key") from error


def _begin(settings: Settings, engine: Engine, url: str, key: Verifier | None, insecure: bool) -> None:
    try:
        signer = cosigning.key_of(settings.witness_key, settings.log_origin)
        log, verifier = add(engine, url, key, allow_insecure=insecure, witness=signer, at=clock.now())
    except BadAddress as error:
        raise click.BadParameter(str(error), param_hint="URL") from error
    except (AlreadyWatched, NotGood, NoKey) as error:
        raise click.ClickException(str(error)) from error
    except (Trouble, Unreadable) as error:
        _not_read(f"{url}: {error}")
    click.echo(f"{log.address} is watched from now on, by its key\n\n    {verifier}\n")
    if key is None:
        click.echo(
            "This key was taken from the site itself: whoever forged the log would have forged it too. Compare it with "
            "what the co-op published elsewhere, or asked you by telephone."
        )
    click.echo(f"Our own signatures of what we see are verified by\n\n    {cosigning.verifier(signer)}")


def _look(settings: Settings, engine: Engine, *, of: int | None = None) -> None:
    looks = look_at_all(engine, settings.witness_key, at=clock.now(), of=of)
    if not looks:
        click.echo("Nothing is watched. `coop witness URL --key VERIFIER` begins.")
    for found in looks:
        click.echo(_said(found), err=bool(found.wrong or found.trouble))
    with transaction(engine, write=False) as session:
        standing = [each for each in queries.alarms(session) if each.answer is None and of in (None, each.log.id)]
    for each in standing:
        click.echo(f"Alarm {each.alarm.id} stands until a steward answers it: {settings.site_url.rstrip('/')}"
                   f"/witness/alarms/{each.alarm.id}", err=True)
    if standing or any(found.wrong for found in looks):
        sys.exit(1)
    if any(found.trouble for found in looks):
        sys.exit(NOT_READ)


def _said(found: Looked) -> str:
    if found.wrong:
        return f"ALARM {found.log.address}: {found.wrong}. Both signed notes are kept."
    if found.trouble:
        return f"{found.log.address} could not be read, {found.size} facts were seen last: {found.trouble}"
    return f"{found.log.address}: {found.size} facts, all that were seen before among them"


def _not_read(sentence: str) -> NoReturn:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(NOT_READ)


COMMANDS = [("witness", witness)]
