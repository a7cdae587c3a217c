"""A bank's CSV file: find its header, read its lines, follow its running balance.

Nothing is guessed: a day such as 03/04/2026 or an amount such as 1,234 that the whole file leaves open is asked for.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Mapping

from flask_babel import gettext as _

from coop.money.payouts.iban import LENGTHS, BadNumber, checked_iban
from coop.money.reconciliation.reading import columns as known
from coop.money.reconciliation.reading.numbers import (
    NotReadable,
    decimals_of,
    figure,
    is_two_way,
    order_of,
    to_cents,
    to_day,
)
from coop.money.reconciliation.reading.running import in_time
from coop.money.reconciliation.reading.statement import (
    MOST_LINES,
    Answers,
    BadStatement,
    Fault,
    Line,
    Question,
    Statement,
    Unclear,
    refused,
    tidy,
    too_many,
)

SEPARATORS = (";", ",", "\t", "|")
_LOOK_AT = 40  # some banks put the account, its holder and the balances above the header
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,9}\b")
_MONEY = ("amount", "debit", "credit", "balance")
Row = tuple[int, list[str]]
Places = dict[str, tuple[int, ...]]


def read_csv(text: str, *, currency: str, answers: Answers, remembered: Mapping[str, Answers]) -> Statement:
    """The statement of a CSV file. Raises BadStatement with every bad line, and Unclear with what must be asked."""
    before, header, body = _table(text, currency, answers, remembered)
    layout = hashlib.sha256("\x1f".join(known.plain(name) for name in header).encode()).hexdigest()
    answers = _with(answers, remembered.get(layout))
    places = _places(header, currency, answers)
    if not body:
        raise refused(_("The file has a header and no lines"), _("Choose a month in which something moved."))
    if len(body) > MOST_LINES:
        raise too_many()
    body = [(number, row + [""] * (len(header) - len(row))) for number, row in body]
    order, decimal = _order(body, places, answers), _decimal(body, places, answers)
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in body:
        try:
            lines.append(_line(number, row, places, order, decimal, width=len(header)))
        except BadStatement as bad:
            faults += bad.faults
    if faults:
        raise BadStatement(*faults)
    moved = [line for line in lines if line.cents]
    if not moved:
        raise refused(_("No line of the file moves any money"), _("Choose a month in which something moved."))
    ordered, opening, closing = in_time(lines)
    return Statement(
        form="csv",
        lines=tuple(line for line in ordered if line.cents),
        opens_on=min(line.day for line in lines),
        closes_on=max(line.day for line in lines),
        account=_account(before, body, places),
        currency=_currency(body, places),
        opening_cents=opening,
        closing_cents=closing,
        layout={
            "header": layout, "date_order": order, "decimal": decimal,
            "columns": {field: [header[place] for place in at] for field, at in places.items()},
        },
    )


def _with(answers: Answers, former: Answers | None) -> Answers:
    """The answers, with those that were given for the same columns before filled in."""
    if former is None:
        return answers
    return Answers(
        answers.date_order or former.date_order,
        answers.decimal or former.decimal,
        answers.columns or former.columns,
        answers.closing_cents,
    )


def _table(
    text: str, currency: str, answers: Answers, remembered: Mapping[str, Answers]
) -> tuple[list[Row], list[str], list[Row]]:
    """`(rows above the header, header, rows below)`, by the separator that finds one."""
    best: tuple[list[Row], int] | None = None
    wanted = {name for _field, name in answers.columns}
    for separator in SEPARATORS:
        rows = _rows(text, separator)
        for place, (_number, row) in enumerate(rows[:_LOOK_AT]):
            header = [cell.strip() for cell in row]
            layout = hashlib.sha256("\x1f".join(known.plain(name) for name in header).encode()).hexdigest()
            found = known.recognised(header, currency)
            if known.is_enough(found) or (wanted and wanted <= set(header)) or layout in remembered:
                return rows[:place], header, rows[place + 1 :]
            if len(row) > 2 and (best is None or len(row) > len(best[0][best[1]][1])):
                best = rows, place
    if best is None:
        raise refused(
            _("No table was found in the file: its columns are not separated by ; , or tabs"),
            _("Download the statement as CSV, OFX or camt.053."),
        )
    names = tuple(dict.fromkeys(cell.strip() for cell in best[0][best[1]][1] if cell.strip()))
    raise Unclear(
        Question("columns", _("The names of the columns are new here. Say which one is which."), names[:60])
    )


def _rows(text: str, separator: str) -> list[Row]:
    """`(line where the row begins, cells)`, blank rows left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return rows
        except csv.Error as error:
            if len(rows) < 2:  # perhaps another separator reads it
                return rows
            raise refused(
                _("A quotation mark is not closed, or stands in the middle of a value"),
                _("Download the file again; do not edit it."),
                begins,
            ) from error
        if any(cell.strip() for cell in row):
            rows.append((begins, row))
        if len(rows) > MOST_LINES + _LOOK_AT:
            raise too_many()


def _places(header: list[str], currency: str, answers: Answers) -> Places:
    found = known.recognised(header, currency)
    for field, name in answers.columns:
        if name in header:
            found[field] = (header.index(name),)
    if not known.is_enough(found):
        names = tuple(dict.fromkeys(name for name in header if name))
        raise Unclear(
            Question("columns", _("A day and an amount are needed. Say which column is which."), names[:60])
        )
    return found


def _order(body: list[Row], places: Places, answers: Answers) -> str:
    """Whether days are written with the day or the month first; asked for when no line of the file tells."""
    days = [row[places["day"][0]] for _number, row in body if len(row) > places["day"][0]]
    shown = {order_of(day) for day in days} - {""}
    if len(shown) == 2:
        first = next(number for number, row in body if order_of(row[places["day"][0]]) == "mdy")
        raise refused(
            _("Some days begin with the day and some with the month"),
            _("Download the file again; do not open it in a spreadsheet first."),
            first,
        )
    if not shown and any(is_two_way(day) for day in days):
        if answers.date_order:
            return answers.date_order
        example = next(day for day in days if is_two_way(day)).strip()
        raise Unclear(Question("date_order", _("Is %(day)s the day first, or the month first?", day=example)))
    return next(iter(shown), "")


def _decimal(body: list[Row], places: Places, answers: Answers) -> str:
    """The decimal sign of the file's amounts; asked for when no amount tells."""
    figures: list[str] = []
    for _number, row in body:
        for field in _MONEY:
            for place in places.get(field, ()):
                try:
                    figures.append(figure(row[place])[1])
                except (NotReadable, IndexError):
                    continue  # told of, line by line, when the line is read
    shown = decimals_of(figures) - {"?"}
    if len(shown) == 2:
        raise refused(
            _("Some amounts have a decimal comma and some a decimal point"),
            _("Download the file again; do not open it in a spreadsheet first."),
        )
    if not shown and "?" in decimals_of(figures):
        if answers.decimal:
            return answers.decimal
        example = next(bare for bare in figures if decimals_of([bare]) == {"?"})
        raise Unclear(Question("decimal", _("Is the sign in %(amount)s a decimal one?", amount=example)))
    return next(iter(shown), ".")


def _line(number: int, row: list[str], places: Places, order: str, decimal: str, *, width: int) -> Line:
    """One line of the table; raises BadStatement with all that is wrong with it."""
    faults: list[Fault] = []
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        raise refused(
            _("%(found)s values where the header has %(named)s", found=len(row), named=width),
            _("Values that hold the separator stand in quotation marks. Download the file again."),
            number,
        )
    day = dt.date.min
    try:
        day = to_day(row[places["day"][0]], order)
    except NotReadable:
        written = row[places["day"][0]].strip()[:40]
        problem = _("“%(text)s” is no day", text=written) if written else _("There is no day")
        faults.append(Fault(number, problem, _("Correct it, or delete the line if it is no booking.")))

    def cents(field: str) -> int | None:
        written = row[places[field][0]].strip() if field in places else ""
        if not written:
            return None
        try:
            return to_cents(written, decimal)
        except NotReadable:
            problem = _("“%(text)s” is no amount of money", text=written[:40])
            remedy = _("It is written like 1234.56 or 1234,56, with two decimals at most.")
            faults.append(Fault(number, problem, remedy))
            return 0

    moved = _moved(number, row, places, cents("amount"), cents("debit"), cents("credit"), faults)
    balance = cents("balance")
    if faults:
        raise BadStatement(*faults)
    return Line(
        number=number,
        day=day,
        cents=moved,
        text=tidy(*(row[place] for place in places.get("text", ()))),
        counterparty=tidy(*(row[place] for place in places.get("counterparty", ())))[:140],
        bank_id=row[places["bank_id"][0]].strip()[:80] if "bank_id" in places else "",
        balance_cents=balance,
    )


def _moved(
    number: int,
    row: list[str],
    places: Places,
    amount: int | None,
    debit: int | None,
    credit: int | None,
    faults: list[Fault],
) -> int:
    """The signed movement of a line, from one column, from two, or from one with a word for its direction."""
    if "amount" not in places:
        if debit and credit:
            faults.append(Fault(number, _("Money went out and came in on one line"), _("Make it two lines.")))
        elif debit is None and credit is None:
            faults.append(Fault(number, _("There is no amount"), _("Delete the line if it is no booking.")))
        return abs(credit or 0) - abs(debit or 0)
    if amount is None:
        faults.append(Fault(number, _("There is no amount"), _("Delete the line if it is no booking.")))
        return 0
    if "sign" in places:
        word = known.plain(row[places["sign"][0]]) or row[places["sign"][0]].strip()
        if word in known.OUT or word in known.IN:
            return -abs(amount) if word in known.OUT else abs(amount)
        problem = _("“%(text)s” does not say whether money came or went", text=word[:20])
        faults.append(Fault(number, problem, _("It is a word such as debit or credit.")))
    return amount


def _account(before: list[Row], body: list[Row], places: Places) -> str:
    """The IBAN that the file says it is of: above the header, or in a column of its own; empty for none."""
    said = [" ".join(row) for _number, row in before]
    if "account" in places:
        said += sorted({row[places["account"][0]] for _number, row in body if row[places["account"][0]].strip()})
    found: dict[str, None] = {}
    for text in said:
        for candidate in _IBAN.findall(text.upper()):
            bare = candidate.replace(" ", "")
            try:  # what follows an IBAN on its line may look like more of it
                found.setdefault(checked_iban(bare[: LENGTHS.get(bare[:2], 0)]))
            except BadNumber:
                continue
    if "account" in places and len(found) > 1:
        raise refused(
            _("The file holds lines of more than one account: %(accounts)s", accounts=", ".join(found)),
            _("Download the co-op's account alone."),
        )
    return next(iter(found), "")


def _currency(body: list[Row], places: Places) -> str:
    if "currency" not in places:
        return ""
    place = places["currency"][0]
    said = {row[place].strip().upper(): number for number, row in reversed(body) if row[place].strip()}
    if len(said) > 1:
        raise refused(
            _("The file holds lines in more than one currency: %(currencies)s", currencies=", ".join(sorted(said))),
            _("Download the co-op's account alone."),
            max(said.values()),
        )
    return next(iter(said), "")
