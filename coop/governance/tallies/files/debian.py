"""The tally sheets of the Debian project (devotee): one line a ballot, a rank for each option in a fixed column.

    Option 1--------->: Ada
   /  Option 2-------->: Ben
   |/
   V: 21   8d5e...        ranks of option 1, 2, ..., `-` unranked; then the hash of the voter's token, if any

Ranks are 1 to 9, then A to Z. Equal ranks are equal; gaps between ranks mean nothing. The hashes let voters find their
own line; they are not read, and not written.
"""

import re

from coop.governance.tallies.files.election import RankedElection
from coop.governance.tallies.files.lines import MOST_LINES, Wrong, different, lines_of, name
from coop.governance.tallies.ranked import RankedProfile, Ranking
from coop.governance.tallies.refusals import DoesNotFit

RANKS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OPTION = re.compile(r"[/|\s]*Option\s+([0-9]{1,2})-*>:(.*)")
_VOTE = re.compile(r"V:\s*(\S+)(?:\s+[0-9A-Fa-f]{8,128})?")


def read(data: bytes) -> RankedElection:
    """The election of a tally sheet, words around the votes passed over; raises `BadFile` naming every wrong line."""
    wrong = Wrong()
    names: list[tuple[int, str]] = []
    ballots: list[tuple[Ranking, int]] = []
    for number, line in lines_of(data):
        option, vote = _OPTION.fullmatch(line), _VOTE.fullmatch(line)
        try:
            if option and not ballots:
                if int(option[1]) != len(names) + 1:
                    raise ValueError(f"option {option[1]} comes after {len(names)} others")
                names.append((number, name(option[2])))
            elif vote:
                ballots.append((_ranking(vote[1], len(names)), 1))
            elif line.startswith("V:"):
                raise ValueError("a vote is V:, a rank for each option, and a hash or nothing")
        except ValueError as error:
            wrong.add(number, str(error))
    if not names:
        raise wrong.stop(0, "no lines such as 'Option 1--->: Ada': not a tally sheet")
    different(names, wrong)
    wrong.refuse()
    return RankedElection("", RankedProfile.of([one for _, one in names], ballots))


def write(election: RankedElection) -> str:
    """The election as a tally sheet, a line a ballot; raises `DoesNotFit` on more options than there are ranks."""
    profile = election.standing
    if len(profile.options) > len(RANKS):
        raise DoesNotFit(f"a tally sheet has ranks for {len(RANKS)} options")
    if profile.total > MOST_LINES // 2:
        raise DoesNotFit(f"a tally sheet has a line for each ballot, and {profile.total:,} are too many")
    count = len(profile.options)
    lines = [
        f"{'|' * (place - 1)}{'/' if place else ''}  Option {place + 1}{'-' * (count - place)}>: {option}"
        for place, option in enumerate(profile.options)
    ]
    for ranking, ballots in profile.ballots:
        ranks = ["-"] * count
        for rank, tier in enumerate(ranking):
            for place in tier:
                ranks[place] = RANKS[rank]
        lines += [f"V: {''.join(ranks)}"] * ballots
    return "\n".join(lines) + "\n"


def _ranking(ranks: str, options: int) -> Ranking:
    if len(ranks) != options:
        raise ValueError(f"{len(ranks)} ranks for {options} options")
    tiers: dict[int, list[int]] = {}
    for place, mark in enumerate(ranks.upper()):
        if mark == "-":
            continue
        if mark not in RANKS:
            raise ValueError(f"{mark!r} is no rank")
        tiers.setdefault(RANKS.index(mark), []).append(place)
    return tuple(tuple(tiers[rank]) for rank in sorted(tiers))
