"""Commands that are imported when they are run: `coop found` need not read the code of the demo."""

from __future__ import annotations

import importlib

import click

WHERE = {
    "backup": "coop.cli.care",
    "check": "coop.cli.care",
    "db upgrade": "coop.cli.database",
    "demo": "coop.cli.demo",
    "doctor": "coop.cli.care",
    "export": "coop.commons.exports.commands",
    "found": "coop.cli.site",
    "import ballots": "coop.governance.ballots.commands",
    "import bookings": "coop.market.imports.commands",
    "log begin": "coop.commons.log.commands",
    "log key": "coop.commons.log.commands",
    "log rotate": "coop.commons.log.commands",
    "log status": "coop.commons.log.commands",
    "period close": "coop.money.periods.commands",
    "rehearse": "coop.commons.rehearsal.commands",
    "restore": "coop.cli.care",
    "resum": "coop.ledger.snapshots.commands",
    "serve": "coop.cli.site",
    "tally": "coop.governance.tallies.commands",
    "verify": "coop.commons.exports.commands",
    "witness": "coop.commons.witness.commands",
    "worker": "coop.cli.site",
}
"""The words of every command -> the module whose COMMANDS has it."""

GROUPS = {
    "db": "The database's schema.",
    "import": "Bring in data from files; all or nothing.",
    "log": "The public log and its key.",
    "period": "Accounting periods.",
}


class Lazy(click.Group):
    """The commands whose words begin with `prefix`."""

    prefix = ""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The next word of each."""
        return sorted({words.removeprefix(self.prefix).split()[0] for words in WHERE if words.startswith(self.prefix)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or the group of further words."""
        words = self.prefix + cmd_name
        if words in GROUPS:
            group = Lazy(cmd_name, help=GROUPS[words])
            group.prefix = words + " "
            return group
        return dict(importlib.import_module(WHERE[words]).COMMANDS)[words] if words in WHERE else None
