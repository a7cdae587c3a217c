"""Which format a file is in, by the end of its name; reading and writing any of them."""

from collections.abc import Callable

from coop.governance.tallies.files import blt, debian, pabulib, preflib, tables
from coop.governance.tallies.files.election import Election, ProjectsElection, RankedElection
from coop.governance.tallies.refusals import DoesNotFit

READERS: dict[str, Callable[[bytes], Election]] = {
    "blt": blt.read,
    "soc": lambda data: preflib.read(data, "soc"),
    "soi": lambda data: preflib.read(data, "soi"),
    "toc": lambda data: preflib.read(data, "toc"),
    "toi": lambda data: preflib.read(data, "toi"),
    "pb": pabulib.read,
    "csv": tables.read,
    "txt": debian.read,
}

SAID = {
    "blt": "BLT, ranked ballots for seats",
    "soc": "PrefLib, strict complete orders",
    "soi": "PrefLib, strict incomplete orders",
    "toc": "PrefLib, complete orders with ties",
    "toi": "PrefLib, incomplete orders with ties",
    "pb": "Pabulib, votes on projects",
    "csv": "plain table of ballots: ranks, approvals, points, splits, or words",
    "txt": "Debian tally sheet",
}


def format_of(filename: str) -> str:
    """The format that a file's name ends in; raises `DoesNotFit` on an unknown one."""
    end = filename.rsplit(".", 1)[-1].lower()
    if end not in READERS:
        raise DoesNotFit(f"a file's name ends in its format, one of {', '.join(f'.{one}' for one in READERS)}")
    return end


def read(data: bytes, form: str) -> Election:
    """The election of a file; raises `BadFile` naming every wrong line."""
    return READERS[form](data)


def write(election: Election, form: str) -> str:
    """The election in a format; raises `DoesNotFit` when that format has no way to say it."""
    if form == "csv":
        return tables.write(election)
    if form == "pb":
        if isinstance(election, ProjectsElection):
            return pabulib.write(election)
        raise DoesNotFit("Pabulib holds votes on projects, with costs and a budget")
    if not isinstance(election, RankedElection):
        raise DoesNotFit(f"{SAID[form]}: these ballots rank nothing")
    if form == "blt":
        return blt.write(election)
    return debian.write(election) if form == "txt" else preflib.write(election, form)
