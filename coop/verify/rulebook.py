"""Rules: continuous versions within their bounds, each set by the charter or by a vote carried out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from .arithmetic import fraction
from .reading import Export
from .report import Report

BOUNDS = "rule values within their bounds"
VERSIONS = "rule versions, each decided"
DECISIONS = "decisions, each voted"

UNITS = ("share", "weight", "cents", "days", "hours", "count", "choice", "flag")


AFTER_ALL = "9999-12-31T23:59:59.999999Z"
_DAY = dt.timedelta(days=1)


RATE, LEAST = "fee.rate", "fee.minimum_cents"


class Terms(NamedTuple):
    """The two rules of a fee as an entry cites them, and from when until when both were in force."""

    cited: str
    rate: Fraction
    least: int
    begin: str
    end: str
    are_first: bool


@dataclass
class Rules:
    """Every version by `name#version`, and when it was in force."""

    versions: dict[str, dict[str, Any]] = field(default_factory=dict)
    _days: dict[tuple[str, int], str] = field(default_factory=dict)
    _terms: dict[tuple[str, ...], Terms | None] = field(default_factory=dict)

    def terms(self, cited: tuple[str, ...]) -> Terms | None:
        """The terms that these versions make; None when both rules are not among them, once each."""
        if cited not in self._terms:
            self._terms[cited] = self._read_terms(cited)
        return self._terms[cited]

    def _read_terms(self, cited: tuple[str, ...]) -> Terms | None:
        names = {name.partition("#")[0]: name for name in cited}
        both = [names.get(RATE), names.get(LEAST)]
        rate, least = (self.versions.get(name) if name else None for name in both)
        if rate is None or least is None:
            return None
        try:
            value, minimum = fraction(rate["value"]), int(least["value"])
        except (TypeError, ValueError):
            return None
        return Terms(
            f"{both[0]} and {both[1]}",
            value,
            minimum,
            max(rate["in_force_from"], least["in_force_from"]),
            min(self._ends(rate), self._ends(least)),
            rate["version"] == least["version"] == 1,
        )

    def _ends(self, version: dict[str, Any]) -> str:
        following = self.versions.get(f"{version['name']}#{version['version'] + 1}")
        return str(following["in_force_from"]) if following else AFTER_ALL

    def day_after(self, day: str) -> str:
        """The day after `2026-01-31`; raises ValueError."""
        return self._shifted(day, 1)

    def day_before(self, day: str) -> str:
        """The day before; raises ValueError."""
        return self._shifted(day, -1)

    def _shifted(self, day: str, days: int) -> str:
        known = self._days.get((day, days))
        if known is None:
            try:
                known = (dt.date.fromisoformat(day) + days * _DAY).isoformat()
            except OverflowError:
                known = day
            self._days[day, days] = known
        return known


class Rulebook:
    """Rules, versions by `name#version`, decisions and votes by reference."""

    def __init__(self, export: Export, report: Report) -> None:
        self.report = report
        self.rules = {row["name"]: row for _, row in export.rows("rules.jsonl")}
        for name, spec in self.rules.items():
            if spec["unit"] not in UNITS:
                report.wrong(BOUNDS, f"rules.jsonl, {name}", f"there is no unit {spec['unit']}")
        self.votes: dict[str, dict[str, Any]] = {}
        self.in_force = Rules()
        self.versions = self.in_force.versions
        self.decisions: dict[str, dict[str, Any]] = {}
        for where, row in export.rows("votes.jsonl"):
            if row["reference"] in self.votes:
                report.wrong(DECISIONS, where, f"vote {row['reference']} stands twice")
            self.votes[row["reference"]] = row
        for where, row in export.rows("decisions.jsonl"):
            if row["reference"] in self.decisions:
                report.wrong(DECISIONS, where, f"decision {row['reference']} stands twice")
            self.decisions[row["reference"]] = row
            self._decision(where, row, export.manifest["coop"]["founded_at"])
        self._continuous(export)
        for reference, vote in self.votes.items():
            if vote["outcome"] is not None and reference not in self.decisions:
                report.wrong(DECISIONS, f"vote {reference}", "its outcome is stated, but it is not among the decisions")

    def _decision(self, where: str, row: dict[str, Any], founded_at: str) -> None:
        self.report.count(DECISIONS)
        if row["reference"] == "charter":
            self.report.expect(DECISIONS, where, "the charter's day", row["decided_at"], founded_at)
            self.report.expect(DECISIONS, where, "kind", row["kind"], "charter")
            return
        vote = self.votes.get(row["reference"])
        if vote is None or vote["outcome"] is None:
            self.report.wrong(DECISIONS, where, f"decision {row['reference']} has no vote with an outcome")
            return
        for key, due in (
            ("kind", vote["kind"]),
            ("title", vote["title"]),
            ("decided_at", vote["closes_at"]),
            ("statement", vote["outcome"]["statement"]),
        ):
            self.report.expect(DECISIONS, where, key, row[key], due)

    def _continuous(self, export: Export) -> None:
        newest: dict[str, dict[str, Any]] = {}
        for where, row in export.rows("rule_versions.jsonl"):
            name, last = row["name"], newest.get(row["name"])
            self.report.count(VERSIONS)
            self.report.expect(
                VERSIONS, where, f"the version of {name}", row["version"], last["version"] + 1 if last else 1
            )
            if last and not (last["in_force_from"] < row["in_force_from"]):
                self.report.wrong(VERSIONS, where, f"{name} is in force from before its last version")
            if last and last["value"] == row["value"] and type(last["value"]) is not type(row["value"]):
                self.report.wrong(VERSIONS, where, f"{name} changes its type")
            with self.report.recomputing(VERSIONS, where):
                self._decided(where, row)
                self._bounded(where, row)
            newest[name] = self.versions[f"{name}#{row['version']}"] = row
        for name in self.rules.keys() - newest.keys():
            self.report.wrong(VERSIONS, "rule_versions.jsonl", f"{name} was never set")

    def _decided(self, where: str, row: dict[str, Any]) -> None:
        decision = self.decisions.get(row["decision"])
        if decision is None:
            self.report.wrong(VERSIONS, where, f"no decision {row['decision']}")
            return
        if row["decision"] == "charter":
            # Founding values, and those a later release brought with it, hold from then on.
            self.report.expect(VERSIONS, where, "the version the charter set", row["version"], 1)
            if row["recorded_at"] < decision["decided_at"]:
                self.report.wrong(VERSIONS, where, "it was recorded before the co-op was founded")
            if row["in_force_from"] not in (row["recorded_at"], decision["decided_at"]):
                self.report.wrong(VERSIONS, where, "it is in force neither from the founding nor from its recording")
            return
        vote, cited = self.votes.get(row["decision"]), f"{row['name']}#{row['version']}"
        if vote is None or vote["enacted"] is None or cited not in vote["enacted"]["rules"]:
            self.report.wrong(VERSIONS, where, f"decision {row['decision']} was not carried out as {cited}")
            return
        self.report.expect(VERSIONS, where, "the rule voted on", row["name"], vote["payload"].get("rule"))
        self.report.expect(VERSIONS, where, "the value voted", row["value"], vote["payload"].get("value"))
        begins = _later(vote["payload"].get("in_force_from"), vote["enacted"]["enacted_at"])
        self.report.expect(VERSIONS, where, "the day it begins", row["in_force_from"], begins)
        self.report.expect(VERSIONS, where, "when it was recorded", row["recorded_at"], vote["enacted"]["enacted_at"])

    def _bounded(self, where: str, row: dict[str, Any]) -> None:
        spec = self.rules.get(row["name"])
        if spec is None:
            self.report.wrong(BOUNDS, where, f"no rule {row['name']} in rules.jsonl")
            return
        self.report.count(BOUNDS)
        if spec["constant"] and row["version"] != 1:
            self.report.wrong(BOUNDS, where, f"{row['name']} is a constant of the charter")
        if not _within(spec, row["value"]):
            self.report.wrong(BOUNDS, where, f"{row['name']} cannot be {row['value']!r}")


def _within(spec: dict[str, Any], value: Any) -> bool:
    if spec["unit"] == "flag":
        return type(value) is bool
    if spec["unit"] == "choice":
        return value in spec["choices"]
    if type(value) is not (str if spec["unit"] in ("share", "weight") else int):
        return False
    try:
        number = fraction(value)
        least, most = (None if spec[key] is None else fraction(spec[key]) for key in ("least", "most"))
    except ValueError:
        return False
    return (least is None or least <= number) and (most is None or number <= most)


def _later(wanted: Any, enacted_at: str) -> str:
    if not isinstance(wanted, str):
        return enacted_at
    moment = dt.datetime.fromisoformat(wanted).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return max(moment, enacted_at)
