"""`coop demo`: a seeded co-op on this machine, from nothing to a running site."""

from __future__ import annotations

import click


@click.command()
def demo() -> None:
    """Run a seeded demo co-op on a loopback address."""
    raise click.ClickException("the demo is not here yet")


COMMANDS = [("demo", demo)]
