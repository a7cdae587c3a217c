"""How ballots are published at close: hashes sorted and chained, splits as columns."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256


def chain(reference: str, hashes: Iterable[str]) -> list[tuple[str, str]]:
    """The published ballots as (hash, link), hashes ascending, all in hex.

        link_0 = SHA-256(reference),  link_i = SHA-256(link_{i-1} || hash_i)

    over the 32 raw bytes of each. The last link is the head mailed to all voters: with it nobody can add,
    drop or change a ballot unseen. Sorting takes away the order in which they were cast. Raises
    `ValueError` on a hash that is not 64 lower-case hex digits or occurs twice.
    """
    ordered = sorted(hashes)
    if len(set(ordered)) != len(ordered):
        raise ValueError("a ballot is published once")
    link = sha256(reference.encode()).digest()
    links = []
    for ballot in ordered:
        raw = bytes.fromhex(ballot)
        if raw.hex() != ballot or len(raw) != 32:
            raise ValueError(f"{ballot!r} is no SHA-256 in lower-case hex")
        link = sha256(link + raw).digest()
        links.append((ballot, link.hex()))
    return links


def chain_head(reference: str, hashes: Iterable[str]) -> str:
    """The last link of the chain, in hex; of no ballots at all, SHA-256 of the reference."""
    links = chain(reference, hashes)
    return links[-1][1] if links else sha256(reference.encode()).hexdigest()


def contents_digest(contents: Iterable[str]) -> str:
    """SHA-256 in hex of what all ballots say, one a line, in ascending order of their bytes.

    The outcome states it, so that no place of a ranking can be changed afterwards that the count did not come to, but
    a countback may. Nothing is given away: the contents are published.
    """
    return sha256("\n".join(sorted(contents, key=str.encode)).encode()).hexdigest()


def columns_digest(published: Mapping[str, Sequence[int]]) -> str:
    """The same of a split, whose published columns are its contents: `use=0,5,35`, one a line."""
    return contents_digest(f"{option}={','.join(map(str, figures))}" for option, figures in published.items())


def columns(rows: Iterable[Sequence[int]], options: Sequence[str]) -> dict[str, list[int]]:
    """The public form of split ballots: for each option its per cents, each column sorted on its own.

    Whole rows would fingerprint people (five figures of a known taste say who it was), and a voter could be
    told to cast an agreed odd row as proof of a bought vote. The tallies need no more than the columns.
    What is lost is that a stranger can match a hash to a row; elected scrutineers check commitments against
    rows, and the page says so. Raises `ValueError` on a row of another length than the options.
    """
    listed = list(rows)
    if any(len(row) != len(options) for row in listed):
        raise ValueError(f"every row must have {len(options)} figures")
    return {option: sorted(row[place] for row in listed) for place, option in enumerate(options)}
