"""Ballots from a file: splits cast through the same action as the page's, all or none."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coop.governance.ballots.actions import cast
from coop.governance.ballots.queries import not_voted
from coop.governance.ballots.rules import check_split
from coop.governance.electorate.queries import opening_of, options_of
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Refused
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids


@dataclass(frozen=True)
class BadLine:
    """A line of the file that is no ballot, and why."""

    line: int
    reason: str


class BadFile(ValueError):
    """The file as a whole cannot be cast; `lines` names every bad one."""

    def __init__(self, lines: list[BadLine]) -> None:
        super().__init__("; ".join(f"line {bad.line}: {bad.reason}" for bad in lines))
        self.lines = lines


def read_splits(text: Iterable[str], options: tuple[str, ...]) -> list[dict[str, int]]:
    """The splits of a CSV with a column for each option; other columns (`ballot`) are ignored.

    Raises BadFile, naming every line that is wrong.
    """
    rows = csv.DictReader(text)
    missing = [option for option in options if option not in (rows.fieldnames or ())]
    if missing:
        raise BadFile([BadLine(1, f"no column {', '.join(missing)}")])
    splits, bad = [], []
    for row in rows:
        try:
            split = _split(row, options)
        except ValueError as error:
            bad.append(BadLine(rows.line_num, str(error)))
        else:
            splits.append(split)
    if bad:
        raise BadFile(bad)
    return splits


def _split(row: Mapping[str, str | None], options: tuple[str, ...]) -> dict[str, int]:
    split = {}
    for option in options:
        written = (row[option] or "").strip()
        if not written.isascii() or not written.isdigit():
            raise ValueError(f"{option}: {written!r} is not a whole number of per cents")
        split[option] = int(written)
    check = check_split(split, options)
    if not check.valid:
        faults = ", ".join(f"{option or f'sum {check.total}'}: {fault.value}" for option, fault in check.faults)
        raise ValueError(faults)
    return split


def cast_splits(
    session: Session, proposal: Proposal, splits: list[dict[str, int]], *, at: dt.datetime
) -> list[tuple[int, str]]:
    """Cast one split for each member on the roll, by membership number, and return (member's place, receipt code).

    Raises Refused when there are more splits than members who have not voted.
    """
    opening = opening_of(session, proposal.id)
    if opening is None:
        raise Refused(f"voting on decision {proposal.reference} has not opened")
    waiting = {person.id: person for person in not_voted(session, proposal.id)}
    voters: list[Person] = [
        waiting[person_id] for person_id in member_ids(session, at=opening.opened_at) if person_id in waiting
    ]
    if len(splits) > len(voters):
        raise Refused(f"{len(splits)} ballots, but only {len(voters)} on the roll have not voted")
    return [
        (place, cast(session, proposal, person=person, content=split, at=at))
        for place, (person, split) in enumerate(zip(voters, splits, strict=False), 1)
    ]


def options_for(session: Session, proposal: Proposal) -> tuple[str, ...]:
    """The frozen options of the vote."""
    return options_of(session, proposal.id)
