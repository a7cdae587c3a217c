"""What was checked and what was found wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field


class Unreadable(Exception):
    """What was given is no export at all: exit code 2."""


@dataclass(frozen=True)
class Finding:
    """Something wrong: which check, where (file and line, or what the row calls itself), and what."""

    check: str
    where: str
    detail: str


@dataclass
class Report:
    """Counts of what was checked, findings as they were met, and what could not be told."""

    coop: str = ""
    subject: str = "export"
    """What it is about, in a word."""
    checked: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, check: str, where: str, detail: str) -> None:
        """Write down a finding."""
        self.findings.append(Finding(check, where, detail))

    def count(self, check: str, number: int = 1) -> None:
        """Count what a check looked at."""
        self.checked[check] = self.checked.get(check, 0) + number

    def expect(self, check: str, where: str, what: str, found: object, due: object) -> bool:
        """Whether two values are the same; a finding when they are not."""
        if found == due and type(found) is type(due):
            return True
        self.wrong(check, where, f"{what} is {found}, but must be {due}")
        return False

    @contextmanager
    def recomputing(self, check: str, where: str) -> Iterator[None]:
        """Within this block a value that cannot be computed with is a finding, not the end of the check."""
        try:
            yield
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            self.wrong(check, where, f"it cannot be recomputed ({error})")

    def take(self, other: Report) -> None:
        """Add what another report holds after what is here."""
        for check, number in other.checked.items():
            self.count(check, number)
        self.findings += other.findings
        self.notes += other.notes

    def put_first(self, *checks: str) -> None:
        """Move findings of these checks to the front, in the order of the checks: they outweigh the others."""
        ranks = {check: place for place, check in enumerate(checks)}
        self.findings.sort(key=lambda finding: ranks.get(finding.check, len(ranks)))

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_json(self) -> str:
        """The report for a program."""
        return json.dumps(
            {
                "coop": self.coop,
                "sound": self.sound,
                "checked": self.checked,
                "findings": [asdict(finding) for finding in self.findings],
                "notes": self.notes,
            },
            indent=2,
            ensure_ascii=False,
        )

    def as_text(self, most: int = 20) -> str:
        """The report for a person; the first finding first."""
        lines = [f"{self.coop or 'Export'}:"]
        lines += [f"  checked  {number:>9,}  {check}" for check, number in self.checked.items()]
        lines += [f"  note     {note}" for note in self.notes]
        if self.sound:
            return "\n".join([*lines, f"Everything in this {self.subject} is as it must be."])
        lines += [f"  WRONG    {f.where}: {f.detail} ({f.check})" for f in self.findings[:most]]
        if len(self.findings) > most:
            lines.append(f"           and {len(self.findings) - most} more")
        first = self.findings[0]
        return "\n".join([*lines, f"This {self.subject} is not right. The first wrong place: {first.where}."])
