"""Looking after the books: `check`, `doctor`, `backup`, `restore`."""

from __future__ import annotations

import json
import sys
import tarfile
import tempfile
from pathlib import Path

import click
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from coop import __version__
from coop.config import Mode, Settings
from coop.db import backup as copies
from coop.db import migrate, transaction
from coop.db.engine import make_engine
from coop.governance.ballots.models import BOX
from coop.ledger import checks
from coop.ledger.digest import ledger_digest
from coop.ledger.log import checks as of_the_log
from coop.ledger.log import keys, sequencing, signing
from coop.ledger.models import EntryRow
from coop.policies.in_force import NotFounded, in_force
from coop.policies.models import Charter
from coop.policies.register import REGISTER


@click.command()
@click.pass_obj
def check(settings: Settings) -> None:
    """Check the invariants of the books in the database; exit code 1 when one is violated."""
    with transaction(make_engine(settings.database_url), write=False) as session:
        found = [*checks.findings(session), *of_the_log.findings(session)]
        held = checks.cover(session)
        entries = session.execute(select(func.count()).select_from(EntryRow)).scalar_one()
    for finding in found:
        click.echo(f"{finding.where}: {finding.check}: {finding.detail}", err=True)
    click.echo(f"{entries:,} entries; {held.held_cents / 100:,.2f} held, {held.owed_cents / 100:,.2f} owed.")
    if found:
        raise click.ClickException(f"{len(found)} violations")
    click.echo("Every entry sums to zero and is in the log or on its way; money held covers money owed.")


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Say what is set up, what is missing, and what to do about it; exit code 1 if something is wrong."""
    wrong = 0
    for title, test in _TESTS:
        try:
            verdict, remedy = test(settings)
        except (SQLAlchemyError, NotFounded, OSError, RuntimeError) as error:
            verdict, remedy = None, str(error).splitlines()[0]
        wrong += verdict is None
        click.echo(f"{'wrong' if verdict is None else 'ok':<6} {title}: {verdict or remedy}")
    if wrong:
        raise click.ClickException(f"{wrong} of {len(_TESTS)} are wrong")


def _schema(settings: Settings) -> tuple[str | None, str]:
    at, head = migrate.current(make_engine(settings.database_url)), migrate.head()
    return (f"at {at}" if at == head else None), f"at {at}, not {head}: run `coop db upgrade`"


def _coop(settings: Settings) -> tuple[str | None, str]:
    with transaction(make_engine(settings.database_url), write=False) as session:
        charter = session.get(Charter, 1)
        return (f"{charter.name}, {charter.currency}" if charter else None), "none: run `coop found`"


def _rules(settings: Settings) -> tuple[str | None, str]:
    from coop.web.clock import now

    with transaction(make_engine(settings.database_url), write=False) as session:
        for name in REGISTER:
            in_force(session, name, now())
    return f"all {len(REGISTER)} are in force", ""


def _books(settings: Settings) -> tuple[str | None, str]:
    with transaction(make_engine(settings.database_url), write=False) as session:
        found = checks.findings(session)
    return (None if found else "balanced and covered"), f"{len(found)} violations: run `coop check`"


def _log(settings: Settings) -> tuple[str | None, str]:
    with transaction(make_engine(settings.database_url), write=False) as session:
        key, head = signing.current_key(session), signing.newest(session)
        waits = sequencing.waiting_count(session)
    if key is None:
        return None, "it has no key: run `coop log begin`"
    if keys.read(settings.log_key).verifier != key.verifier:
        return None, f"{settings.log_key} is not its key ({key.verifier})"
    signed = f"{head.size} facts signed" if head else "nothing signed yet"
    return f"{signed}, {waits} waiting; its key is readable by its owner alone", ""


def _database(settings: Settings) -> tuple[str | None, str]:
    engine = make_engine(settings.database_url)
    query = "SELECT sqlite_version()" if engine.dialect.name == "sqlite" else "SHOW server_version"
    with transaction(engine, write=False) as session:
        return f"{engine.dialect.name} {session.execute(text(query)).scalar_one()}", ""


def _folder(settings: Settings) -> tuple[str | None, str]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.data_dir):
        return str(settings.data_dir), ""


def _mail(settings: Settings) -> tuple[str | None, str]:
    if settings.mode is not Mode.PRODUCTION:
        return f"shown on /outbox ({settings.mode} mode)", ""
    return (settings.mail_host or None), "COOP_MAIL_HOST is not set: nobody can confirm an address"


def _https(settings: Settings) -> tuple[str | None, str]:
    safe = settings.site_url.startswith("https://") or settings.mode is not Mode.PRODUCTION
    return (settings.site_url if safe else None), f"COOP_SITE_URL is {settings.site_url}: production needs https"


_TESTS = (
    ("database", _database), ("schema", _schema), ("co-op", _coop), ("rules", _rules), ("books", _books),
    ("log", _log),
    ("data folder", _folder), ("mail", _mail), ("address", _https),
)


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(settings: Settings, target: Path) -> None:
    """Write database and uploads to one TARGET file (.tar.gz), while the site runs."""
    if target.exists():
        raise click.ClickException(f"{target} exists")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "database"
        copies.dump(settings.database_owner_url, dump, without_order=BOX)
        manifest = Path(folder) / "manifest.json"
        manifest.write_text(json.dumps(_manifest(settings), indent=1))
        partial = target.with_name(target.name + ".partial")
        with tarfile.open(partial, "w:gz") as archive:
            archive.add(manifest, "manifest.json")
            archive.add(dump, "database")
            if settings.uploads.is_dir():
                archive.add(settings.uploads, "uploads")
        partial.chmod(0o600)
        partial.rename(target)
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB. Keep it where this machine's loss cannot reach it.")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(settings: Settings, source: Path) -> None:
    """Restore SOURCE into an empty database and check that the books are the same to the cent."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
        manifest = json.loads((Path(folder) / "manifest.json").read_text())
        backend = make_engine(settings.database_url).dialect.name
        if manifest["backend"] != backend:
            raise click.ClickException(f"the backup is of {manifest['backend']}, COOP_DATABASE_URL is {backend}")
        try:
            copies.load(settings.database_owner_url, Path(folder) / "database")
        except copies.NotEmpty as error:
            raise click.ClickException(str(error)) from error
        uploads = Path(folder) / "uploads"
        if uploads.is_dir():
            settings.uploads.parent.mkdir(parents=True, exist_ok=True)
            uploads.rename(settings.uploads)
    with transaction(make_engine(settings.database_url), write=False) as session:
        digest = ledger_digest(session)
        found = checks.findings(session)
    if digest != manifest["ledger"] or found:
        click.echo("The restored books differ from those backed up.", err=True)
        sys.exit(1)
    click.echo(f"Restored; the ledger's hash is {digest[:16]}..., as backed up.")


def _manifest(settings: Settings) -> dict[str, str]:
    engine = make_engine(settings.database_url)
    with transaction(engine, write=False) as session:
        return {
            "version": __version__,
            "backend": engine.dialect.name,
            "schema": migrate.current(engine) or "",
            "ledger": ledger_digest(session),
        }


COMMANDS = [("check", check), ("doctor", doctor), ("backup", backup), ("restore", restore)]
