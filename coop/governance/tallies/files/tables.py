"""Plain CSV of ballots: a line of column names, then a line for each ballot or for several alike.

Columns `ballot`, `voter` or `id` are passed over, `count` says for how many ballots a line stands (1 without it). What
is left is either

- one column `vote` of words, with an optional `reason`: yes, no, abstain; or agree, abstain, disagree, block;
- or a column for each option, with whole numbers or nothing in the cells. What they mean is the method's: ranks
  (1 is best, equal numbers are equal, empty is unranked), approvals (1 or x, and 0 or empty), points of a scale, or
  points of a split.

Separated by commas, or by semicolons or tabs if the first line has no comma.
"""

import re
from collections import Counter

from coop.governance.tallies.files.election import Answers, Election, ProjectsElection, RankedElection, Table
from coop.governance.tallies.files.lines import (
    MOST_BALLOTS,
    MOST_OPTIONS,
    Wrong,
    different,
    name,
    text_of,
    whole,
)
from coop.governance.tallies.files.rows import cells, joined
from coop.governance.tallies.refusals import DoesNotFit

_PASSED_OVER = ("ballot", "voter", "id")
_NUMBER = re.compile(r"-?[0-9]{1,12}")


def read(data: bytes) -> Table | Answers:
    """The ballots of a CSV file; raises `BadFile` naming every wrong line."""
    wrong = Wrong()
    # Space is not taken off a line here: a tab may be an empty cell.
    lines = [(number, line) for number, line in enumerate(text_of(data).split("\n"), 1) if line.strip()]
    if not lines:
        raise wrong.stop(0, "an empty file")
    first, line = lines[0]
    separator = next((mark for mark in ",;\t" if mark in line), ",")
    heads = _heads(first, line, separator, wrong)
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in lines[1:]:
        try:
            found = cells(line, separator)
            if len(found) != len(heads):
                raise ValueError(f"{len(found)} cells under {len(heads)} columns")
            rows.append((number, dict(zip(heads, found, strict=True))))
        except ValueError as error:
            wrong.add(number, str(error))
    options = [head for head in heads if head.lower() not in (*_PASSED_OVER, "count")]
    lowered = [option.lower() for option in options]
    if lowered in (["vote"], ["vote", "reason"]):
        return _answers(rows, options, wrong)
    if not 1 <= len(options) <= MOST_OPTIONS:
        raise wrong.stop(first, f"{len(options)} options; from 1 to {MOST_OPTIONS} are read")
    return _table(rows, options, wrong)


def write(election: Election) -> str:
    """Ballots as CSV: ranks, approvals or points by what they are, with a column `count`."""
    if isinstance(election, Answers):
        reasons = any(reason for _, reason, _ in election.rows)
        lines = ["vote,reason,count" if reasons else "vote,count"]
        for vote, reason, count in election.rows:
            lines.append(joined((vote, reason, count) if reasons else (vote, count), ","))
        return "\n".join(lines) + "\n"
    options, rows = _rows(election)
    reserved = [option for option in options if option.lower() in (*_PASSED_OVER, "count", "vote")]
    if reserved:
        raise DoesNotFit(f"an option called {reserved[0]!r} cannot be a column here: the name means something else")
    lines = [joined((*options, "count"), ",")]
    lines += [joined((*("" if one is None else one for one in row), count), ",") for row, count in rows]
    return "\n".join(lines) + "\n"


Rows = list[tuple[list[int | None], int]]
"""(a cell for each option, how many ballots)."""


def _rows(election: Table | RankedElection | ProjectsElection) -> tuple[tuple[str, ...], Rows]:
    found: Rows = []
    if isinstance(election, Table):
        return election.options, [(list(row), count) for row, count in election.rows]
    if isinstance(election, ProjectsElection):
        for wishes, count in election.profile.ballots:
            row: list[int | None] = [None] * len(election.profile.options)
            for project, points in wishes:
                row[project] = points
            found.append((row, count))
        return election.profile.options, found
    profile = election.standing
    for ranking, count in profile.ballots:
        row = [None] * len(profile.options)
        for rank, tier in enumerate(ranking, 1):
            for place in tier:
                row[place] = rank
        found.append((row, count))
    return profile.options, found


def _heads(number: int, line: str, separator: str, wrong: Wrong) -> list[str]:
    try:
        heads = [name(cell) for cell in cells(line, separator)]
    except ValueError as error:
        raise wrong.stop(number, str(error)) from error
    different([(number, head) for head in heads], wrong)
    wrong.refuse()
    return heads


def _count(row: dict[str, str]) -> int:
    cell = next((text for head, text in row.items() if head.lower() == "count"), "1")
    count = whole(cell)
    if count < 1:
        raise ValueError("a line stands for at least one ballot")
    return count


def _table(rows: list[tuple[int, dict[str, str]]], options: list[str], wrong: Wrong) -> Table:
    found: list[tuple[tuple[int | None, ...], int]] = []
    lines = []
    for number, row in rows:
        try:
            found.append((tuple(_cell(row[option]) for option in options), _count(row)))
            lines.append(number)
        except ValueError as error:
            wrong.add(number, str(error))
    _limit(sum(count for _, count in found), wrong)
    return Table("", tuple(options), tuple(found), tuple(lines))


def _answers(rows: list[tuple[int, dict[str, str]]], options: list[str], wrong: Wrong) -> Answers:
    said: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for number, row in rows:
        try:
            vote = row[options[0]].lower()
            if vote not in ("yes", "no", "abstain", "agree", "disagree", "block"):
                raise ValueError(f"{vote[:40]!r} is no vote")
            reason = row[options[1]] if len(options) > 1 else ""
            if (vote == "block") != bool(reason):
                raise ValueError("a block needs a reason, and nothing else has one")
            said[vote, reason] += _count(row)
            first.setdefault((vote, reason), number)
        except ValueError as error:
            wrong.add(number, str(error))
    _limit(said.total(), wrong)
    return Answers("", tuple((*answer, count) for answer, count in said.items()), tuple(first.values()))


def _limit(total: int, wrong: Wrong) -> None:
    if total > MOST_BALLOTS:
        wrong.add(0, f"more than {MOST_BALLOTS:,} ballots")
    wrong.refuse()


def _cell(text: str) -> int | None:
    if not text:
        return None
    if text.lower() == "x":
        return 1
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(text)
