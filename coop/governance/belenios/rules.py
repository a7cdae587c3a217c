"""What an election in Belenios has to be to stand for a vote here, and what its result comes to. Pure.

    template   {description, name, questions: [{question, answers, min: 1, max: 1}]}, as Belenios reads it

The site asks Belenios' own program whether ballots, tally and decryption are right; here are only names and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coop.governance.belenios.archive import Archive, BadArchive, Flaw

_NAME = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,40}")
"""How Belenios names elections."""


@dataclass(frozen=True)
class Wanted:
    """What was frozen here, and where members were sent: question, answers in their order, size of the roll."""

    reference: str
    question: str
    answers: tuple[str, ...]
    roll: int
    address: str


@dataclass(frozen=True)
class Result:
    """What an archive says: Belenios' name of the election, how many could vote, ballots for each answer in order."""

    election: str
    voters: int
    counts: tuple[int, ...]


def template(*, question: str, answers: Sequence[str], name: str, description: str) -> dict[str, Any]:
    """The election as Belenios wants it described; the description is the decision's address."""
    asked = {"question": question, "answers": list(answers), "min": 1, "max": 1}
    return {"description": description, "name": name, "questions": [asked]}


def elections_in(address: str) -> list[str]:
    """What in an address can be Belenios' name of an election."""
    return [part for part in re.split(r"[^0-9A-Za-z]+", address) if _NAME.fullmatch(part)]


def result_of(archive: Archive, wanted: Wanted) -> Result:
    """Compare an archive with what was frozen, and read its result; raises BadArchive."""
    setup = archive.all_of("Setup")[0]
    election, credentials = (archive.data(str(_field(setup, key))) for key in ("election", "credentials"))
    named = _field(election, "uuid")
    _compare(election, named, wanted)
    voters = _credentials(credentials)
    if voters != wanted.roll:
        raise BadArchive(Flaw.ROLL, f"{voters} instead of {wanted.roll}")
    counts = _counts(archive.all_of("Result")[0], len(wanted.answers))
    tallied = [_field(one, "num_tallied") for one in archive.all_of("EncryptedTally")]
    weights = [_field(one, "total_weight") for one in archive.all_of("EncryptedTally")]
    if tallied != [sum(counts)] or weights != tallied or sum(counts) > voters:
        raise BadArchive(Flaw.COUNTS, f"{counts} of {tallied} ballots, {voters} voters")
    return Result(str(named), voters, counts)


def _compare(election: Any, named: Any, wanted: Wanted) -> None:
    if not isinstance(named, str) or named not in elections_in(wanted.address):
        raise BadArchive(Flaw.ELECTION, str(named)[:40])
    description = str(_field(election, "description"))
    if not re.search(rf"/decisions/{re.escape(wanted.reference)}(?![0-9A-Za-z])", description):
        raise BadArchive(Flaw.DECISION, description[:200])
    due = template(question=wanted.question, answers=wanted.answers, name="", description="")["questions"]
    asked = _field(election, "questions")
    if not isinstance(asked, list) or [_plain(one) for one in asked] != due:
        raise BadArchive(Flaw.QUESTION, str(asked)[:300])


def _plain(question: Any) -> Any:
    """A question without what says that a blank ballot cannot be given."""
    if isinstance(question, dict) and question.get("blank") is False:
        return {key: value for key, value in question.items() if key != "blank"}
    return question


def _credentials(listed: Any) -> int:
    """How many there are, each once; none names its voter, or weighs more than one."""
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise BadArchive(Flaw.NO_ARCHIVE, "its credentials are no list")
    keys = set()
    for one in listed:
        key, _comma, besides = one.partition(",")
        weight, _comma, name = besides.partition(",")
        if name or not key.isalnum():
            raise BadArchive(Flaw.NAMES)
        if weight not in ("", "1"):
            raise BadArchive(Flaw.WEIGHTS, weight[:20])
        keys.add(key)
    if len(keys) != len(listed):
        raise BadArchive(Flaw.ROLL, "a credential stands twice")
    return len(keys)


def _counts(result: Any, answers: int) -> tuple[int, ...]:
    rows = _field(result, "result")
    if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], list) or len(rows[0]) != answers:
        raise BadArchive(Flaw.COUNTS, str(rows)[:200])
    if not all(type(number) is int and number >= 0 for number in rows[0]):
        raise BadArchive(Flaw.COUNTS, str(rows)[:200])
    return tuple(rows[0])


def _field(value: Any, key: str) -> Any:
    if not isinstance(value, dict) or key not in value:
        raise BadArchive(Flaw.NO_ARCHIVE, f"it does not say its {key}")
    return value[key]
