"""The `coop` command: founding, serving, importing, closing, checking. `coop COMMAND --help` says how."""

from __future__ import annotations

import sys

import click
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, ProgrammingError

import coop
from coop.cli.lazily import Lazy
from coop.config import Settings, load
from coop.policies.in_force import NotFounded


class LazySettings:
    """Settings read when a command first asks for one, so that `--help` needs no environment."""

    def __init__(self) -> None:
        self._settings: Settings | None = None

    def __getattr__(self, name: str) -> object:
        if self._settings is None:
            self._settings = _settings()
        return getattr(self._settings, name)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(coop.__version__, prog_name="coop")
@click.pass_context
def cli(context: click.Context) -> None:
    """Run and look after a worker-owned marketplace.

    Settings come from the environment (COOP_DATABASE_URL, COOP_SECRET_KEY, ...); docs/operating.md lists them.
    Exit codes: 0 done, 1 refused or found wrong (said on stderr), 2 used wrongly.
    """
    context.obj = LazySettings()


def main() -> None:
    """The entry point: user errors are sentences, never tracebacks."""
    try:
        cli(prog_name="coop")
    except NotFounded as error:
        _fail(str(error))
    except (OperationalError, ProgrammingError) as error:
        _fail(f"the database does not answer as expected: {error.orig}. Run `coop doctor`.")


def _fail(sentence: str) -> None:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(1)


def _settings() -> Settings:
    try:
        return load()
    except ValidationError as error:
        wrong = "; ".join(
            f"COOP_{'_'.join(str(part) for part in item['loc']).upper()}: {item['msg']}" for item in error.errors()
        )
        raise click.ClickException(f"settings: {wrong}") from error
