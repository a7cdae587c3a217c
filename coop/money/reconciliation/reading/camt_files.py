"""camt.053, the bank-to-customer statement of ISO 20022, in any of its versions.

Read by defusedxml, which refuses a document type and so every entity. Elements are found by their local names: the
versions differ in namespace and in a few wrappers (`Pty` around a name, `Cd` around a status).
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from flask_babel import gettext as _

from coop.money.reconciliation.reading.numbers import NotReadable, plain_cents, to_day
from coop.money.reconciliation.reading.statement import (
    MOST_LINES,
    MOST_TAGS,
    BadStatement,
    Fault,
    Line,
    Statement,
    refused,
    tidy,
    too_many,
)

_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read_camt(content: bytes) -> Statement:
    """The statement of a camt.053 file; several of one account, a day each, become one. Raises BadStatement."""
    statements = _statements(content)
    read, number = [], 0
    for one in statements:
        read.append(_read(one, number))
        number += len(_all(one, "Ntry"))
    faults = [fault for _lines, _balances, bad in read for fault in bad]
    if faults:
        raise BadStatement(*faults)
    lines = sorted((line for found, _balances, _bad in read for line in found if line.cents), key=lambda one: one.day)
    if len(lines) > MOST_LINES:
        raise too_many()
    opening, closing = _chained([balances for _lines, balances, _bad in read])
    days = [line.day for line in lines]
    days += [day for _lines, balances, _bad in read for kind, (_cents, day) in balances.items() if kind == "closing"]
    if not days:
        raise refused(_("The file holds no lines and no balance"), _("Choose a month in which something moved."))
    return Statement(
        form="camt",
        lines=tuple(lines),
        opens_on=min(days),
        closes_on=max(days),
        account=_same([_account(one) for one in statements]),
        currency=_same([_currency(one) for one in statements]),
        opening_cents=opening,
        closing_cents=closing,
    )


def _statements(content: bytes) -> list[Any]:
    if content.count(b"<") > MOST_TAGS:
        raise too_many()
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise refused(
            _("The file defines entities, which no bank's statement does"), _("Download it again.")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (None, 0))[0]
        raise refused(
            _("The file is not well-formed XML"), _("It may have been cut off. Download it again."), line
        ) from error
    found = [one for wrapper in root for one in wrapper if _local(one) == "Stmt"]
    if not found:
        raise refused(
            _("There is no statement in this XML file"), _("Download camt.053; camt.052 and camt.054 are not final.")
        )
    # Banks list the newest day first or last.
    return sorted(found, key=lambda one: min((day.isoformat() for _c, day in _balances(one).values()), default=""))


def _read(statement: Any, before: int) -> tuple[list[Line], dict[str, tuple[int, dt.date]], list[Fault]]:
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, entry in enumerate(_all(statement, "Ntry"), before + 1):
        if (_text(entry, "Sts", "Cd") or _text(entry, "Sts")) in ("PDNG", "INFO", "FUTR"):
            continue  # not booked: no part of the balance
        try:
            lines.append(_line(number, entry))
        except BadStatement as bad:
            faults += bad.faults
    return lines, _balances(statement), faults


def _line(number: int, entry: Any) -> Line:
    faults: list[Fault] = []
    written = {
        "Amt": _text(entry, "Amt"),
        "BookgDt": _text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm")
        or _text(entry, "ValDt", "Dt") or _text(entry, "ValDt", "DtTm"),
    }
    direction = _text(entry, "CdtDbtInd")
    day, cents = dt.date.min, 0
    try:
        cents = plain_cents(written["Amt"])
    except NotReadable:
        faults.append(_fault(number, "Amt", written["Amt"]))
    try:
        day = to_day(written["BookgDt"][:10])
    except NotReadable:
        faults.append(_fault(number, "BookgDt", written["BookgDt"]))
    if direction not in ("CRDT", "DBIT"):
        faults.append(_fault(number, "CdtDbtInd", direction))
    if faults:
        raise BadStatement(*faults)
    details = [one for group in _all(entry, "NtryDtls") for one in _all(group, "TxDtls")]
    other = "Dbtr" if direction == "CRDT" else "Cdtr"
    names = [_text(one, "RltdPties", other, "Nm") or _text(one, "RltdPties", other, "Pty", "Nm") for one in details]
    return Line(
        number=number,
        day=day,
        cents=cents if direction == "CRDT" else -cents,
        text=tidy(*(part for one in details for part in _told(one)), _text(entry, "AddtlNtryInf")),
        counterparty=tidy(*names)[:140],
        bank_id=(_text(entry, "AcctSvcrRef") or _text(entry, "NtryRef"))[:80],
    )


def _fault(number: int, name: str, written: str) -> Fault:
    remedy = _("It is the %(number)s. Ntry of the file. Download the file again.", number=number)
    if not written:
        return Fault(number, _("%(field)s is missing", field=name), remedy)
    return Fault(number, _("%(field)s is “%(text)s”", field=name, text=written[:40]), remedy)


def _told(details: Any) -> list[str]:
    """What the parties wrote about one payment of an entry."""
    said = [_said(one) for info in _all(details, "RmtInf") for one in _all(info, "Ustrd")]
    said += [_text(one, "CdtrRefInf", "Ref") for info in _all(details, "RmtInf") for one in _all(info, "Strd")]
    end_to_end = _text(details, "Refs", "EndToEndId")
    return [*said, "" if end_to_end == "NOTPROVIDED" else end_to_end, _text(details, "AddtlTxInf")]


def _balances(statement: Any) -> dict[str, tuple[int, dt.date]]:
    """`opening` and `closing`, each `(cents, day)`, as far as the statement says."""
    found: dict[str, tuple[int, dt.date]] = {}
    for one in _all(statement, "Bal"):
        code = _text(one, "Tp", "CdOrPrtry", "Cd")
        kind = "opening" if code in _OPENING else "closing" if code in _CLOSING else ""
        written = _text(one, "Amt")
        if not kind or (kind == "opening" and code == "PRCD" and "opening" in found):
            continue
        try:
            cents = plain_cents(written)
            day = to_day((_text(one, "Dt", "Dt") or _text(one, "Dt", "DtTm"))[:10])
        except NotReadable as error:
            raise refused(_("The balance %(code)s cannot be read", code=code), _("Download the file again.")) from error
        found[kind] = (-cents if _text(one, "CdtDbtInd") == "DBIT" else cents, day)
    return found


def _chained(balances: list[dict[str, tuple[int, dt.date]]]) -> tuple[int | None, int | None]:
    """The first opening and the last closing balance; raises BadStatement when a day between is missing."""
    for former, following in itertools.pairwise(balances):
        if "closing" in former and "opening" in following and former["closing"][0] != following["opening"][0]:
            raise refused(
                _("A statement begins with another balance than the one before it ended with"),
                _("A day is missing: download the whole month again."),
            )
    opening, closing = balances[0].get("opening"), balances[-1].get("closing")
    return opening[0] if opening else None, closing[0] if closing else None


def _account(statement: Any) -> str:
    return _text(statement, "Acct", "Id", "IBAN") or _text(statement, "Acct", "Id", "Othr", "Id")


def _currency(statement: Any) -> str:
    said = {_text(statement, "Acct", "Ccy")} | {
        amount.get("Ccy", "")
        for one in (*_all(statement, "Ntry"), *_all(statement, "Bal"))
        for amount in _all(one, "Amt")
    }
    return _same(sorted(said - {""}))


def _same(said: list[str]) -> str:
    """What all statements of the file say; raises BadStatement when they differ."""
    different = sorted(set(said))
    if len(different) > 1:
        raise refused(
            _("The file is of more than one account or currency: %(accounts)s", accounts=", ".join(different)),
            _("Download the co-op's account alone."),
        )
    return different[0] if different else ""


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Any, name: str) -> list[Any]:
    """The children of that local name."""
    return [child for child in element if _local(child) == name]


def _said(element: Any) -> str:
    return str(element.text or "").strip()


def _text(element: Any, *path: str) -> str:
    """The text at a path of local names, the first of each; empty where there is none."""
    for name in path:
        element = next((child for child in element if _local(child) == name), None)
        if element is None:
            return ""
    return _said(element)
