"""Votes held in Belenios: their terms, and that the figures brought in are those of the archive.

Plain hashing and JSON: the parts of an archive are named by their SHA-256, its events follow one another, and its last
one is the result. Whether ballots, tally and decryption are right only `belenios-tool election verify` can tell.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from .report import Report

CHECK = "results of Belenios are those of their archives"
ANSWERS = ("yes", "no", "abstain")
MOST_BYTES = 64 << 20
_BLOCK = 512
_PART = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")


class BadArchive(ValueError):
    """What is given is no whole archive of a finished election."""


def is_held(vote: dict[str, Any]) -> bool:
    """Whether a vote was held in Belenios."""
    return "held" in vote["terms"]


def check_terms(check: str, where: str, vote: dict[str, Any], values: dict[str, Any], report: Report) -> None:
    """It says so, asks three answers in words of their own, and gives its result the time of the rule."""
    answers = vote["terms"].get("answers")
    if not isinstance(answers, list) or len({*map(str, answers)}) != len(ANSWERS):
        report.wrong(check, where, f"{answers} are no words for yes, no and abstain")
    due = {"held": "belenios", "answers": answers, "import_days": values.get("vote.import_days")}
    report.expect(check, where, "the terms", vote["terms"], due)


def figures(check: str, where: str, vote: dict[str, Any], report: Report) -> tuple[int, int, int] | None:
    """Ballots for yes, no and abstain as they were brought in; None where none were, and the vote lapsed."""
    archive, closed = vote["outcome"].get("archive"), vote["closed"]
    if closed["voted"] or closed["ballots"] or closed.get("contents") != []:
        report.wrong(check, where, "it was held in Belenios, but ballots were cast here")
    if archive is None:
        until = dt.datetime.fromisoformat(vote["closes_at"]) + dt.timedelta(days=vote["terms"]["import_days"])
        if dt.datetime.fromisoformat(vote["outcome"]["stated_at"]) < until:
            report.wrong(check, where, "it lapsed before the time for its result was over")
        return None
    report.expect(check, where, "the number of voters in Belenios", archive["voters"], vote["roll_size"])
    yes, no, abstain = (archive[answer] for answer in ANSWERS)
    if yes + no + abstain > archive["voters"]:
        report.wrong(check, where, f"{yes + no + abstain} ballots are more than {archive['voters']} voters cast")
    if archive["election"] not in re.split(r"[^0-9A-Za-z]+", archive["address"]):
        report.wrong(check, where, f"{archive['election']} is not the election that members were sent to")
    return yes, no, abstain


def check_archives(votes: Iterable[dict[str, Any]], archive_of: Callable[[dict[str, Any]], bytes | None],
                   report: Report) -> None:  # fmt: skip
    """Compare the figures of every vote held in Belenios with its archive, as far as `archive_of` has it."""
    held = [vote for vote in votes if vote["outcome"] is not None and vote["outcome"].get("archive")]
    missing = []
    for vote in held:
        data = archive_of(vote)
        if data is None:
            missing.append(vote["reference"])
            continue
        report.count(CHECK)
        with report.recomputing(CHECK, f"vote {vote['reference']}"):
            _compare(f"vote {vote['reference']}", vote, data, report)
    if missing:
        report.notes.append(
            f"archives of Belenios were not given, and so not compared, of {', '.join(missing)}: "
            "they are at /decisions/NUMBER/election.bel; give their folder with --archives"
        )
    if held:
        report.notes.append(
            "that the encrypted ballots of Belenios were counted right is checked by its own program: "
            "belenios-tool election verify"
        )


def _compare(where: str, vote: dict[str, Any], data: bytes, report: Report) -> None:
    said = vote["outcome"]["archive"]
    if not report.expect(CHECK, where, "the SHA-256 of its archive", sha256(data).hexdigest(), said["sha256"]):
        return
    setup, result = _read(data)
    election, credentials = setup
    report.expect(CHECK, where, "the archive's election", election.get("uuid"), said["election"])
    asked = [question.get("answers") for question in election["questions"]]
    report.expect(CHECK, where, "the archive's answers", asked, [vote["terms"]["answers"]])
    report.expect(CHECK, where, "the archive's number of credentials", len(credentials), said["voters"])
    due = [[said[answer] for answer in ANSWERS]]
    report.expect(CHECK, where, "the archive's result", result.get("result"), due)


def _read(data: bytes) -> tuple[tuple[dict[str, Any], list[str]], dict[str, Any]]:
    """`((election, credentials), result)` of a finished archive; raises BadArchive."""
    parts: dict[str, bytes] = {}
    events: list[dict[str, Any]] = []
    last = None
    for number, (name, content) in enumerate(_members(data)):
        if number == 0:
            if name != "BELENIOS":
                raise BadArchive("it does not begin with BELENIOS")
            continue
        told, hashed = _PART.fullmatch(name), sha256(content).hexdigest()
        if told is None or told[1] != hashed:
            raise BadArchive(f"part {number} is not what its name says")
        if told[2] == "data":
            parts[hashed] = content
            continue
        event = _object(content)
        if event.get("parent") != last or event.get("height") != len(events):
            raise BadArchive(f"event {len(events)} does not follow the one before it")
        events.append(event)
        last = hashed
    if not events or events[0].get("type") != "Setup" or events[-1].get("type") != "Result":
        raise BadArchive("it does not lead from a setup to a result")
    setup = _object(parts[events[0]["payload"]])
    credentials = json.loads(parts[setup["credentials"]])
    return (_object(parts[setup["election"]]), credentials), _object(parts[events[-1]["payload"]])


def _object(content: bytes) -> dict[str, Any]:
    found = json.loads(content, object_pairs_hook=_no_key_twice)
    if not isinstance(found, dict):
        raise BadArchive("a part is no object")
    return found


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadArchive("a key stands twice")
    return found


def _members(data: bytes) -> Iterable[tuple[str, bytes]]:
    """`(name, content)` of each part of the tar, which is read as Belenios writes it and no other way."""
    at = 0
    while at < len(data):
        name, size = data[at : at + 100].split(b"\0", 1)[0], data[at + 124 : at + 135]
        kind, rest = data[at + 156 : at + 157], data[at + 157 : at + _BLOCK]
        if not re.fullmatch(rb"[0-7]{11}", size) or kind != b"0" or any(rest):
            raise BadArchive(f"byte {at} begins no header of Belenios")
        end = at + _BLOCK + int(size, 8)
        if end > len(data):
            raise BadArchive("it is cut off")
        yield name.decode("ascii"), data[at + _BLOCK : end]
        at = end + -end % _BLOCK
