"""Distributions: the lines voted, each dividend by patronage, and the postings of both, to the cent."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from hashlib import sha256
from typing import Any

from .arithmetic import ceiling, fraction, largest_remainder
from .books import Books, InPeriod
from .kinds import DIVIDEND_CASH, DIVIDEND_DATED, DIVIDEND_KEPT, SURPLUS
from .reading import Export
from .report import Report
from .rulebook import Rulebook

LINES = "surpluses shared out as voted"
SHEETS = "dividends recomputed from work"
POSTED = "distributions posted to the cent"
WORK = "work on the sheets is in the books"

RESERVE_OF = {
    "reserve": "Equity:Reserves:Indivisible",
    "solidarity": "Equity:Reserves:Solidarity",
    "education": "Equity:Reserves:Education",
    "projects": "Equity:Reserves:Projects",
}


def check_distributions(
    export: Export, rulebook: Rulebook, periods: dict[int, InPeriod], books: Books, report: Report
) -> None:
    """Check every distribution, and that every decision that moved surplus has one."""
    shared: set[int] = set()
    known: set[str] = set()
    for at, sheet in export.rows("distributions.jsonl"):
        where = f"{at}, distribution of decision {sheet['decision']}"
        vote, period = rulebook.votes.get(sheet["decision"]), periods.get(sheet["period"])
        if vote is None or period is None or vote["kind"] != "distribute" or vote["enacted"] is None:
            report.wrong(LINES, where, "no vote to distribute this period's surplus was carried out")
            continue
        if sheet["period"] in shared or sheet["decision"] in known:
            report.wrong(LINES, where, "this surplus or decision was distributed before")
        shared.add(sheet["period"])
        known.add(sheet["decision"])
        with report.recomputing(LINES, where):
            _lines(where, sheet, vote, period, report)
            _dividends(where, sheet, vote["terms"]["patronage"], report)
            _work(where, sheet, vote["terms"], period, report)
            _posted(where, sheet, vote["terms"]["patronage"], books, report)
    for reference, vote in rulebook.votes.items():
        if vote["kind"] == "distribute" and vote["enacted"] is not None and reference not in known:
            report.wrong(LINES, f"vote {reference}", "it was carried out, but there is no distribution of it")
    for reference, entries in books.decided.items():
        moves = any(account == SURPLUS for entry in entries for account, _, _ in entry.postings)
        if moves and reference not in known:
            report.wrong(POSTED, f"decision {reference}", "its entries move surplus without a distribution")


def _lines(where: str, sheet: dict[str, Any], vote: dict[str, Any], period: InPeriod, report: Report) -> None:
    report.count(LINES)
    report.expect(LINES, where, "the period", sheet["period"], vote["terms"]["period_id"])
    report.expect(LINES, where, "surplus_cents", sheet["surplus_cents"], period.row["surplus_cents"])
    report.expect(LINES, where, "the lines", sheet["lines"], vote["outcome"]["result"].get("lines"))
    report.expect(
        LINES,
        where,
        "the sum of the lines",
        sum(line["cents"] for line in sheet["lines"]),
        sheet["surplus_cents"],
    )
    pool = sum(line["cents"] for line in sheet["lines"] if line["use"] == "dividends")
    report.expect(LINES, where, "dividend_cents", sheet["dividend_cents"], pool)


def _dividends(where: str, sheet: dict[str, Any], terms: dict[str, Any], report: Report) -> None:
    paid = sheet["dividends"]
    report.count(SHEETS, len(paid))
    given = sum(line["cents"] for line in paid)
    report.expect(SHEETS, where, "withheld_cents", sheet["withheld_cents"], sheet["dividend_cents"] - given)
    if not paid:
        return
    tokens = [line["token"] for line in paid]
    if tokens != sorted(set(tokens)):
        report.wrong(SHEETS, where, "pseudonyms are not sorted, each once")
    weights = _weights(paid, terms)
    whole = sum(weights, Fraction(0))
    ties = [sha256(sheet["decision"].encode() + token.encode()).digest() for token in tokens]
    due = largest_remainder(sheet["dividend_cents"], weights, ties)
    cash_share = fraction(terms["cash_share"])
    for line, weight, cents in zip(paid, weights, due, strict=True):
        who = f"{where}, member {line['token'][:12]}"
        share = weight / whole
        report.expect(SHEETS, who, "the share", line["share"], f"{share.numerator}/{share.denominator}")
        report.expect(SHEETS, who, "the dividend", line["cents"], cents)
        # At least a fifth in cash means a fifth rounded up.
        report.expect(SHEETS, who, "the part in cash", line["cash_cents"], ceiling(cash_share * cents))
        report.expect(SHEETS, who, "the part retained", line["retained_cents"], cents - line["cash_cents"])


def _weights(paid: list[dict[str, Any]], terms: dict[str, Any]) -> list[Fraction]:
    """w_i = (a h_i/H + b e_i/E + c/N) s_i; a basis that is empty drops out, and the others sum to 1."""
    minutes, earned = (sum(line[key] for line in paid) for key in ("minutes", "earned_cents"))
    a = fraction(terms["hours"]) if minutes else Fraction(0)
    b = fraction(terms["earnings"]) if earned else Fraction(0)
    c = fraction(terms["equal"])
    if a + b + c == 0:
        c = Fraction(1)
    cap, per_year = fraction(terms["seniority_cap"]), fraction(terms["seniority_per_year"])
    return [
        (a * Fraction(line["minutes"], minutes or 1) + b * Fraction(line["earned_cents"], earned or 1) + c / len(paid))
        / (a + b + c)
        * min(cap, 1 + line["years"] * per_year)
        for line in paid
    ]


def _work(where: str, sheet: dict[str, Any], terms: dict[str, Any], period: InPeriod, report: Report) -> None:
    """What members did cannot exceed what the books hold; the rest, non-members' work, is not paid out."""
    report.count(WORK)
    by_members = {key: sum(line[key] for line in sheet["dividends"]) for key in ("minutes", "earned_cents")}
    by_all = {"minutes": period.work.minutes, "earned_cents": period.work.earned}
    undone = {"minutes": period.work.minutes_undone, "earned_cents": period.work.earned_undone}
    for key, done in by_members.items():
        if done > by_all[key] + undone[key]:
            report.wrong(WORK, where, f"{done} {key} on the sheet, {by_all[key]} in the books of the period")
    patronage = terms["patronage"]
    key = "minutes" if fraction(patronage["hours"]) >= fraction(patronage["earnings"]) else "earned_cents"
    if by_all[key] <= 0:
        key = "earned_cents" if key == "minutes" else "minutes"
    if any(undone.values()):
        report.notes.append(f"{where}: work was undone in the period, so the non-members' part is not recomputed")
        return
    due = 0
    if by_all[key] > 0:
        due = ceiling(Fraction(terms["surplus_cents"] * max(0, by_all[key] - by_members[key]), by_all[key]))
    report.expect(WORK, where, "the part from non-members' work", terms["non_member_cents"], due)


def _posted(where: str, sheet: dict[str, Any], terms: dict[str, Any], books: Books, report: Report) -> None:
    report.count(POSTED)
    entries = [entry for entry in books.decided.get(sheet["decision"], []) if entry.kind in ("reserve", "patronage")]
    sums: Counter[str] = Counter()
    single: dict[str, list[int]] = {}
    for entry in entries:
        for account, amount, _ in entry.postings:
            sums[account] += amount
            single.setdefault(account, []).append(-amount)
    kept = DIVIDEND_KEPT + ("Qualified" if terms["retained_kind"] == "qualified" else "Nonqualified")
    cash = DIVIDEND_DATED if terms.get("cash_half_months") else DIVIDEND_CASH
    due = Counter({SURPLUS: sheet["surplus_cents"], RESERVE_OF["reserve"]: -sheet["withheld_cents"]})
    for line in sheet["lines"]:
        if line["use"] in RESERVE_OF:
            due[RESERVE_OF[line["use"]]] -= line["cents"]
    due[cash] = -sum(line["cash_cents"] for line in sheet["dividends"])
    due[kept] = -sum(line["retained_cents"] for line in sheet["dividends"])
    for account in sorted({*sums, *due}):
        report.expect(POSTED, where, f"what it posted to {account}", sums[account], due[account])
    for account, key in ((cash, "cash_cents"), (kept, "retained_cents")):
        each = sorted(line[key] for line in sheet["dividends"] if line[key])
        report.expect(POSTED, where, f"the single postings to {account}", sorted(single.get(account, [])), each)
