"""From a folder to a running demo: keys, database, seed, site and worker; and everything ended again."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from coop.config import Mode, Settings, load
from coop.demo import children, databases, keys
from coop.demo.cards.engine.settings import Settings as CardSettings
from coop.demo.databases import Addresses, Home
from coop.demo.keys import Keys
from coop.demo.logins import Login, logins

Migrate = Callable[[str, str], None]
Seed = Callable[[Settings, Keys], None]
Begin = Callable[[Settings], None]


class Refused(RuntimeError):
    """The demo cannot run as asked; the message says why and what helps."""


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    folder: Path
    port: int
    database: str
    serve: bool
    cards: str = ""
    """`fake` beside the site runs a make-believe card processor, on the next port."""


@dataclass(frozen=True)
class Open:
    """The running demo, for whoever prints it."""

    url: str
    folder: Path
    logins: tuple[Login, ...]
    cards_url: str = ""


def run(
    request: Request, *, migrate: Migrate, seed: Seed, begin: Begin, opened: Callable[[Open], None],
    said: Callable[[str], None],
) -> None:
    """Make the demo if it is not there, and serve it until a signal ends it. Raises Refused and NotStarted.

    `migrate(owner_url, site_url)`, `seed(settings, keys)` and `begin(settings)`, which begins the public log, are
    given, so that tests need not make forty listings to see a port refused.
    """
    if request.serve and not children.port_is_free(request.port):
        raise Refused(
            f"port {request.port} is in use. Choose another: make demo PORT={request.port + 1} "
            f"(or coop demo --port {request.port + 1})"
        )
    if request.serve and request.cards and not children.port_is_free(request.port + 1):
        raise Refused(f"port {request.port + 1}, for the make-believe card processor, is in use; choose another --port")
    request.folder.mkdir(parents=True, exist_ok=True)
    with _only_one(request.folder), _signals_interrupt():
        own = keys.kept_in(request.folder / "keys.json")
        home = _home(request, own)
        try:
            settings = _made(request, home, own, migrate, seed, begin, said)
            if request.serve:
                _serve(request, settings, own, opened, said)
        finally:
            home.stop()


def _home(request: Request, own: Keys) -> Home:
    if request.database == "sqlite":
        return databases.SqliteHome(request.folder)
    return databases.PostgresHome(request.folder, site_password=own.site_role)


def _made(
    request: Request, home: Home, own: Keys, migrate: Migrate, seed: Seed, begin: Begin, said: Callable[[str], None]
) -> Settings:
    if not home.is_made():
        said("Seeding Harbour Hands, once ...")
        with home.draft() as draft:
            migrate(draft.owner_url, draft.site_url)
            seed(_settings(request, draft, own), own)
    addresses = home.addresses()
    migrate(addresses.owner_url, addresses.site_url)
    settings = _settings(request, addresses, own)
    begin(settings)
    return settings


def _serve(
    request: Request, settings: Settings, own: Keys, opened: Callable[[Open], None], said: Callable[[str], None]
) -> None:
    processes = children.Children(
        port=request.port,
        environment=_environment(settings),
        of_worker={"COOP_DATABASE_OWNER_URL": settings.database_owner_url},
        logs=request.folder,
        beside=_beside(request, settings),
    )
    try:
        processes.wait_until_ready()
        opened(Open(settings.site_url, request.folder, logins(own), settings.stripe_api_base))
        processes.wait()
    except KeyboardInterrupt:
        said("Closing; the data stays.")
    finally:
        processes.stop()


def _beside(request: Request, settings: Settings) -> dict[str, list[str]]:
    """The make-believe card processor, if it was asked for: its records stay in the demo's folder."""
    if not request.cards:
        return {}
    return {
        "cards": [
            "coop.demo.cards", "--port", str(request.port + 1), "--file", str(request.folder / "cards.sqlite3"),
            "--webhook", f"{settings.site_url}/webhooks/stripe", "--payouts", "daily",
            "--secret", settings.stripe_webhook_secret.get_secret_value(),
            "--key", settings.stripe_secret_key.get_secret_value(), "--currency", "eur",
        ]
    }  # fmt: skip


def _cards(request: Request) -> dict[str, str]:
    if not request.cards:
        return {}
    make_believe = CardSettings()
    return {
        "stripe_secret_key": make_believe.key,
        "stripe_webhook_secret": make_believe.webhook_secret,
        "stripe_api_base": f"http://{children.HOST}:{request.port + 1}",
    }


def _settings(request: Request, addresses: Addresses, own: Keys) -> Settings:
    return load(
        mode=Mode.DEMO,
        data_dir=request.folder.resolve(),
        database_url=addresses.site_url,
        database_owner_url=addresses.owner_url,
        log_key_file=request.folder.resolve() / f"log-{request.database}.key",
        secret_key=own.secret_key,
        password_salt=own.password_salt,
        totp_secret=own.totp_secret,
        site_url=f"http://{children.HOST}:{request.port}",
        mail_host="",
        trusted_proxies=0,
        **(_cards(request) or {"stripe_secret_key": "", "stripe_webhook_secret": "", "stripe_api_base": ""}),
    )


def _environment(settings: Settings) -> dict[str, str]:
    """The settings as the child processes read them; the owner's address is the worker's alone."""
    return {
        "COOP_MODE": settings.mode.value,
        "COOP_DATA_DIR": str(settings.data_dir),
        "COOP_DATABASE_URL": settings.database_url,
        "COOP_LOG_KEY_FILE": str(settings.log_key),
        "COOP_SECRET_KEY": settings.secret_key.get_secret_value(),
        "COOP_PASSWORD_SALT": settings.password_salt.get_secret_value(),
        "COOP_TOTP_SECRET": settings.totp_secret.get_secret_value(),
        "COOP_SITE_URL": settings.site_url,
        "COOP_STRIPE_SECRET_KEY": settings.stripe_secret_key.get_secret_value(),
        "COOP_STRIPE_WEBHOOK_SECRET": settings.stripe_webhook_secret.get_secret_value(),
        "COOP_STRIPE_API_BASE": settings.stripe_api_base,
    }


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the folder; a second demo on it would share the database and stop the first one's server."""
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Refused(f"a demo is running on {folder} already; choose another with --folder") from error
    else:
        yield
    finally:
        os.close(handle)


@contextmanager
def _signals_interrupt() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the demo the way Ctrl-C does."""

    def interrupt(_number: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
