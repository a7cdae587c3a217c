"""`python -m coop.demo.cards`: serve until a signal ends it."""

from __future__ import annotations

import dataclasses
import signal
import threading
from pathlib import Path

import click

from coop.demo.cards.engine.settings import Settings
from coop.demo.cards.server import CardServer


@click.command()
@click.option("--port", default=0, show_default="a free one", help="Loopback port.")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="SQLite file; in memory without one.")
@click.option("--webhook", help="URL on this machine that is told every event.")
@click.option("--secret", default=Settings.webhook_secret, show_default=True, help="Signs the events.")
@click.option("--key", default=Settings.key, show_default=True, help="The test key that clients must send.")
@click.option("--currency", default=Settings.currency, show_default=True)
@click.option("--seed", help="Makes the ids the same in each run.")
@click.option(
    "--payouts", type=click.Choice(["manual", "daily"]), help="Whether all that is available goes to the bank daily."
)
def main(
    port: int,
    file: Path | None,
    webhook: str | None,
    secret: str,
    key: str,
    currency: str,
    seed: str | None,
    payouts: str | None,
) -> None:
    """A make-believe card processor on this machine. No money moves."""
    if not key.startswith("sk_test_"):
        raise click.UsageError("the key begins with sk_test_: a live key must never come near a make-believe processor")
    settings = dataclasses.replace(Settings(), key=key, currency=currency)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server = CardServer(
        port=port, file=file or ":memory:", settings=settings, seed=seed, webhook=webhook, secret=secret
    )
    with server:
        if payouts:
            server.modes(payouts=payouts)
        click.echo(f"Make-believe card processor on {server.url}, key {server.key}")
        ended.wait()


if __name__ == "__main__":
    main()
