"""Founding a co-op and running its site: `found`, `serve`, `worker`."""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import sys
import threading
from email.utils import parseaddr
from zoneinfo import ZoneInfo, available_timezones

import click
from babel.numbers import list_currencies
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.commons.log.commands import PUBLISH
from coop.config import Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.duties import Duty, all_duties
from coop.ledger.log import signing
from coop.ledger.log.keys import NoKey
from coop.market.categories import actions as categories
from coop.people.membership import actions as membership
from coop.people.persons import actions as persons
from coop.people.stewards.actions import appoint
from coop.policies import actions
from coop.policies.presets import PRESETS
from coop.policies.queries import decision_by_reference
from coop.policies.register import REGISTER
from coop.policies.rules import OutOfBounds

_log = logging.getLogger("coop.worker")


@click.command()
@click.option("--name", required=True, help="The co-op's name, as its members say it.")
@click.option("--currency", required=True, help="ISO 4217 code, such as EUR.")
@click.option("--timezone", required=True, help="IANA name, such as Europe/Madrid; days of the books are its days.")
@click.option("--preset", type=click.Choice(sorted(PRESETS)), default="ica", show_default=True,
              help="Founding charter to start from; docs/rules.md describes each.")
@click.option("--set", "values", multiple=True, metavar="RULE=VALUE",
              help="A founding value that differs from the preset's, such as fee.rate=4%. Repeatable.")
@click.option("--founder", "founders", multiple=True, metavar="'NAME <EMAIL>'",
              help="A founding member. They set a password on the site by 'Forgotten your password?'. Repeatable.")
@click.option("--steward", "stewards", multiple=True, metavar="'NAME <EMAIL>'",
              help="A founding member who begins as steward. Repeatable.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="Founding day, if it lies in the past (for imports).")
@click.pass_obj
def found(
    settings: Settings, name: str, currency: str, timezone: str, preset: str, values: tuple[str, ...],
    founders: tuple[str, ...], stewards: tuple[str, ...], at: dt.datetime | None,
) -> None:
    """Write the founding charter: the co-op, its chart of accounts, a first version of every rule."""
    if timezone not in available_timezones():
        raise click.BadParameter(f"{timezone} is no IANA time zone", param_hint="--timezone")
    if currency not in list_currencies():
        raise click.BadParameter(f"{currency} is no ISO 4217 currency", param_hint="--currency")
    moment = at.replace(tzinfo=ZoneInfo(timezone)) if at else dt.datetime.now(dt.UTC)
    try:
        overrides = {rule: REGISTER[rule].parse(value) for rule, value in (item.split("=", 1) for item in values)}
        with transaction(make_engine(settings.database_url)) as session:
            actions.found(session, name=name, currency=currency, timezone=timezone, preset=preset, at=moment,
                          overrides=overrides)
            categories.plant(session)
            for written in (*stewards, *founders):
                _admit_founder(session, written, is_steward=written in stewards, timezone=timezone, at=moment)
            key = signing.begin(session, settings.log_key, settings.log_origin, at=dt.datetime.now(dt.UTC))
    except KeyError as error:
        raise click.BadParameter(f"no rule {error} in the register", param_hint="--set") from error
    except (OutOfBounds, actions.AlreadyFounded, NoKey, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} is founded, with the {preset} charter: {len(REGISTER)} rules, all of them on /rules.")
    click.echo(f"The key of its public log is in {settings.log_key}, readable by you alone. Its verifier key:\n\n"
               f"    {key.verifier}\n\n{PUBLISH}")


def _admit_founder(session: Session, written: str, *, is_steward: bool, timezone: str, at: dt.datetime) -> None:
    name, email = parseaddr(written)
    if not name or "@" not in email:
        raise ValueError(f"{written!r}: write founders as 'Ada Moreira <ada@example.org>'")
    charter = decision_by_reference(session, "charter")
    if charter is None:
        raise AssertionError("the charter was written a moment ago")
    person = persons.create_person(session, email=email, display_name=name, password_hash=None, timezone=timezone,
                                   locale="en", confirmed_at=at, at=at)
    membership.admit(session, person, decision=charter, at=at)
    if is_steward:
        appoint(session, person, decision=charter, begins_at=at)


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes; about one a core.")
def serve(bind: str, workers: int) -> None:
    """Run the site under gunicorn; put a proxy with HTTPS in front of it."""
    arguments = [
        sys.executable, "-m", "gunicorn", "coop:create_app()", "--bind", bind, "--workers", str(workers),
        "--no-control-socket", "--worker-tmp-dir", "/dev/shm" if os.path.isdir("/dev/shm") else "/tmp",  # noqa: S108
        "--access-logfile", "/dev/null", "--error-logfile", "-", "--log-level", "warning",
    ]
    os.execv(sys.executable, arguments)  # noqa: S606  gunicorn takes this process over, signals and all


@click.command()
@click.option("--once", is_flag=True, help="Run every duty once and end.")
@click.pass_obj
def worker(settings: Settings, once: bool) -> None:
    """Do the chores on a clock: expire holds, close votes, enact decisions, send mail.

    The site stays right without it (deadlines are facts of time); with it, things also happen by themselves.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    engine = make_engine(settings.database_url)
    duties, due = all_duties(), dict.fromkeys((duty.name for duty in all_duties()), 0.0)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    failed = False
    while not stop.is_set():
        now = dt.datetime.now(dt.UTC)
        for duty in duties:
            if now.timestamp() >= due[duty.name]:
                due[duty.name] = now.timestamp() + duty.every_seconds
                failed = not _attempt(duty, engine, settings, now) or failed
        if once:
            sys.exit(1 if failed else 0)
        stop.wait(1)


def _attempt(duty: Duty, engine: Engine, settings: Settings, now: dt.datetime) -> bool:
    try:
        done = duty.run(engine, settings, now)
    except Exception:
        # One chore that fails must not keep the others from their deadlines; it comes round again.
        _log.exception("%s failed", duty.name)
        return False
    if done:
        _log.info("%s: %s", duty.name, done)
    return True


COMMANDS = [("found", found), ("serve", serve), ("worker", worker)]
