"""BLT: ranked ballots for a number of seats, the format of the Electoral Reform Society, OpenSTV and most STV counts.

    4 2                 candidates, seats
    -3                  withdrawn, if any, as negative numbers
    28 1 2 0            how many ballots, candidates best first (2=3 ranks equal, - is a gap), 0
    0                   end of ballots
    "Ada"               names, in order
    ...
    "Board 2026"        title, may be missing

Names are read unquoted, in double quotes (a quote inside doubled), in quotes that are doubled themselves (""Ada""),
and in single quotes. `#` begins a comment, except inside a name. Written names are in double quotes.
"""

import re

from coop.governance.tallies.files.election import RankedElection
from coop.governance.tallies.files.lines import (
    MOST_BALLOTS,
    MOST_OPTIONS,
    Wrong,
    different,
    lines_of,
    name,
    whole,
)
from coop.governance.tallies.ranked import RankedProfile, Ranking

_QUOTED = re.compile(r'"(.*)"(?:\s*#[^"]*)?')


def read(data: bytes) -> RankedElection:
    """The election of a BLT file; raises `BadFile` naming every wrong line."""
    wrong = Wrong()
    lines = list(lines_of(data))
    body = [(number, text) for number, line in lines if (text := line.split("#")[0].strip())]
    if not body:
        raise wrong.stop(0, "an empty file")
    options, seats = _header(*body[0], wrong)
    withdrawn: list[int] = []
    ballots: list[tuple[Ranking, int]] = []
    end = 0
    for number, line in body[1:]:
        if line == "0":
            end = number
            break
        try:
            if line.startswith("-") and not ballots:
                withdrawn += _withdrawn(line, options)
            else:
                ballots.append(_ballot(line, options))
        except ValueError as error:
            wrong.add(number, str(error))
    if not end:
        raise wrong.stop(lines[-1][0], "the ballots do not end in a line of 0")
    names, title = _names([(number, line) for number, line in lines if number > end], options, end, wrong)
    if sum(count for _, count in ballots) > MOST_BALLOTS:
        wrong.add(0, f"more than {MOST_BALLOTS:,} ballots")
    wrong.refuse()
    gone = tuple(names[place] for place in sorted(set(withdrawn)))
    if len(gone) == options:
        raise wrong.stop(0, "all candidates have withdrawn")
    return RankedElection(title, RankedProfile.of(names, ballots), seats, gone)


def write(election: RankedElection) -> str:
    """The election as BLT; an unknown number of seats is written as 1."""
    options = election.profile.options
    lines = [f"{len(options)} {election.seats or 1}"]
    lines += [f"-{options.index(gone) + 1}" for gone in election.withdrawn]
    for ranking, count in election.profile.ballots:
        tiers = ["=".join(str(place + 1) for place in tier) for tier in ranking]
        lines.append(" ".join([str(count), *tiers, "0"]))
    lines += ["0", *(_quoted(option) for option in options)]
    if election.title:
        lines.append(_quoted(election.title))
    return "\n".join(lines) + "\n"


def _header(number: int, line: str, wrong: Wrong) -> tuple[int, int]:
    try:
        options, seats = map(whole, line.split())
    except ValueError as error:
        raise wrong.stop(number, "the first line is the number of candidates and the number of seats") from error
    if not 1 <= options <= MOST_OPTIONS:
        raise wrong.stop(number, f"{options} candidates; from 1 to {MOST_OPTIONS} are read")
    if not 1 <= seats <= options:
        wrong.add(number, f"{options} candidates cannot fill {seats} seats")
    return options, seats


def _withdrawn(line: str, options: int) -> list[int]:
    places = []
    for word in line.split():
        if not word.startswith("-"):
            raise ValueError("withdrawn candidates are negative numbers, such as -3")
        places.append(_place(word[1:], options))
    return places


def _ballot(line: str, options: int) -> tuple[Ranking, int]:
    first, *words = line.split()
    count = whole(first)
    if count < 1:
        raise ValueError("a line of ballots begins with how many they are")
    if not words or words[-1] != "0":
        raise ValueError("a ballot ends in 0")
    tiers = tuple(
        tuple(sorted(_place(one, options) for one in word.split("="))) for word in words[:-1] if word != "-"
    )
    ranked = [place for tier in tiers for place in tier]
    if len(set(ranked)) != len(ranked):
        raise ValueError("a candidate is ranked twice")
    return tiers, count


def _place(word: str, options: int) -> int:
    place = whole(word)
    if not 1 <= place <= options:
        raise ValueError(f"there is no candidate {place}")
    return place - 1


def _names(lines: list[tuple[int, str]], options: int, end: int, wrong: Wrong) -> tuple[list[str], str]:
    names: list[tuple[int, str]] = []
    for number, line in lines:
        if line.startswith("#"):
            continue
        try:
            names.append((number, name(_unquoted(line))))
        except ValueError as error:
            wrong.add(number, str(error))
            names.append((number, f"line {number}"))
    if len(names) < options:
        raise wrong.stop(names[-1][0] if names else end, f"{options} candidates, but {len(names)} names")
    for number, _ in names[options + 1 :]:
        wrong.add(number, "nothing follows the title")
    different(names[:options], wrong)
    return [one for _, one in names[:options]], names[options][1] if len(names) > options else ""


def _unquoted(line: str) -> str:
    if len(line) > 1 and line[0] == line[-1] == "'":
        return line[1:-1]
    if not line.startswith('"'):
        return line
    quoted = _QUOTED.fullmatch(line)
    if not quoted:
        raise ValueError("a quote that is not closed")
    inside = quoted[1]
    if re.fullmatch(r'"(?!").*(?<!")"', inside):
        inside = inside[1:-1]  # the quotes were doubled
    if '"' in inside.replace('""', ""):
        raise ValueError("a quote inside a name is doubled, and a name has a line of its own")
    return inside.replace('""', '"')


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
