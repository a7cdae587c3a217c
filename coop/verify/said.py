"""A receipt's report among the others: what it proves, in lines, and held to what was seen of its log before."""

from __future__ import annotations

import base64
from pathlib import Path

from .log import HISTORY
from .receipts import FIRST_SEEN, ReceiptReport, check_receipt
from .report import Report, Unreadable
from .state import State

CHECK = "receipts hold what they say"


def check_receipt_file(path: Path, state: State, *, pinned: str | None) -> Report:
    """Check the receipt in a file; raises Unreadable."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} cannot be read ({error})") from error
    receipt = check_receipt(text, trusted_keys=[] if pinned is None else [pinned])
    seen = state.logs.get(receipt.origin)
    if pinned is None and seen is not None:
        receipt = check_receipt(text, trusted_keys=seen.verifiers)
    report = _report(receipt)
    if seen is not None:
        report.count(HISTORY)
        root = receipt.heads.get(seen.size)
        if root is not None and base64.b64encode(root).decode() != seen.root:
            report.wrong(
                HISTORY, "receipt", f"on {seen.seen_at} the co-op signed another root of the same {seen.size} leaves"
            )
    return report


def _report(receipt: ReceiptReport) -> Report:
    report = Report(f"Receipt “{receipt.title}” of {receipt.coop} ({receipt.origin}), {receipt.issued_at}", "receipt")
    report.count(CHECK, len(receipt.facts))
    for fact in receipt.facts:
        what = ", ".join(f"{key} {value}" for key, value in (fact.fact or {}).items() if isinstance(value, str))
        report.notes.append(f"leaf {fact.index}, {fact.type}: {what}")
        report.notes += [f"leaf {fact.index}: {note}" for note in fact.notes]
    if receipt.ballot:
        report.notes.append(f"the ballot {receipt.ballot} was counted")
    for finding in receipt.findings:
        report.wrong(CHECK, "receipt", finding)
    report.notes += [f"{note}: {receipt.key}" if note == FIRST_SEEN else note for note in receipt.notes]
    return report
