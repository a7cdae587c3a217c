"""`coop tally FILE --method NAME`: any file of votes by any method that fits, without a database."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from coop.governance.tallies.equal_shares import Stop
from coop.governance.tallies.files import formats
from coop.governance.tallies.files.lines import MOST_BYTES, BadFile
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.methods import METHODS, Terms
from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.tallies.shown.writing import as_csv, as_json, as_text


def _share(_: click.Context, __: click.Parameter, text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise click.BadParameter(f"{text!r} is no share such as 1/3") from error
    if not 0 <= share <= 1:
        raise click.BadParameter("a quorum is a share of the roll from 0 to 1")
    return share


def _scale(_: click.Context, __: click.Parameter, text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    least, _colon, most = text.partition(":")
    try:
        return int(least), int(most)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no scale such as 0:5") from error


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--list", "listing", is_flag=True, help="List methods and formats.")
@click.option("--method", "named", type=click.Choice(list(METHODS)), metavar="NAME", help="How to count; see --list.")
@click.option("--seats", type=click.IntRange(min=1), help="Seats; by default the file's, else 1.")
@click.option("--decision", metavar="REFERENCE", help="The decision's reference, the lots' seed; else the file's name.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write to this file.")
@click.option("--roll", type=click.IntRange(min=0), help="People who may vote; by default those who did.")
@click.option("--quorum", default="0", callback=_share, metavar="SHARE", help="Part of the roll that must vote: 1/3.")
@click.option("--threshold", default="simple", show_default=True, metavar="NAME",
              help="simple, two-thirds, three-quarters, four-fifths, consensus, consensus-minus-K, "
                   "at-most-a-quarter-opposed.")
@click.option("--blocks", default=0, type=click.IntRange(min=0), help="Blocks that a consent decision outlives.")
@click.option("--scale", callback=_scale, metavar="LEAST:MOST", help="The points of a score ballot.")
@click.option("--stop", type=click.Choice(list(map(str, Stop))), default=str(Stop.OVERSPEND), show_default=True,
              help="When equal shares stop raising endowments.")
@click.option("--step", default=1, show_default=True, type=click.IntRange(min=1), help="By how much they raise them.")
@click.option("--vacated", metavar="NAME", help="Who left, for a countback.")
@click.option("--unwilling", metavar="NAME", multiple=True, help="Who would not take the seat; may be repeated.")
@click.option("--convert", type=click.Path(dir_okay=False, writable=True, path_type=Path), metavar="FILE",
              help="Write the ballots to FILE, in the format its name ends in.")
def tally(
    file: Path | None, listing: bool, named: str | None, seats: int | None, decision: str | None, form: str,
    out: Path | None, roll: int | None, quorum: Fraction, threshold: str, blocks: int, scale: tuple[int, int] | None,
    stop: str, step: int, vacated: str | None, unwilling: tuple[str, ...], convert: Path | None,
) -> None:
    """Count the votes in FILE and show every step.

    Needs no database and no settings: it is how anyone checks a vote from its published ballots. docs/methods.md gives
    each method's rule and source. Exit codes: 0 counted, 1 the file is wrong (each wrong line is named) or the method
    does not fit it (said why), 2 used wrongly.
    """
    if listing:
        click.echo(_listed())
        return
    if file is None or not (named or convert):
        raise click.UsageError("give a FILE and a --method, or --list")
    try:
        election = formats.read(_bytes(file), formats.format_of(file.name))
        if convert:
            convert.write_text(formats.write(election, formats.format_of(convert.name)), encoding="utf-8")
        if not named:
            return
        seed = decision if decision is not None else file.name
        terms = Terms(
            Lots(seed), seats, roll, quorum, threshold, blocks, scale, Stop(stop), step, vacated, tuple(unwilling)
        )
        outcome = METHODS[named].run(election, terms)
    except BadFile as error:
        for number, reason in error.lines:
            click.echo(f"{file}:{number}: {reason}" if number else f"{file}: {reason}", err=True)
        raise click.ClickException("the file is wrong; nothing was counted") from error
    except (DoesNotFit, BadProfile) as error:
        raise click.ClickException(f"{named or 'this format'} does not fit {file.name}: {error}") from error
    if form == "json":
        written = as_json(outcome, method=named, file=file.name, seed=seed)
    else:
        written = as_csv(outcome) if form == "csv" else as_text(outcome)
    if out:
        out.write_text(written, encoding="utf-8")
    else:
        click.echo(written, nl=False)


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _listed() -> str:
    lines = ["Methods:"]
    for method in METHODS.values():
        asks = f"; {method.asks}" if method.asks else ""
        lines.append(f"  {method.name:<13} {method.title}. Counts {method.counts}{asks}")
    lines += ["", "Formats, by the end of a file's name:"]
    lines += [f"  .{end:<12} {said}" for end, said in formats.SAID.items()]
    return "\n".join(lines)


COMMANDS = [("tally", tally)]
