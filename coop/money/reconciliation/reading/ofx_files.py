"""OFX 1 (SGML) and OFX 2 (XML), by the tag reader of ofxtools: it knows no entities, so none can be blown up.

Only that reader is taken: banks' files break the order and the names that its strict models ask for.
Source of the element names: Open Financial Exchange 2.3, sections 11.4.2 (statement) and 11.4.4 (transaction).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from xml.sax.saxutils import escape, unescape

from flask_babel import gettext as _
from ofxtools.Parser import ParseError, TreeBuilder

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


def read_ofx(text: str) -> Statement:
    """The statement of an OFX file; raises BadStatement with every bad line."""
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise refused(_("The file defines entities, which no bank's statement does"), _("Download it again."))
    statements = list(_tree(text).iter("STMTRS"))
    if len(statements) != 1:
        raise refused(
            _("The file holds %(count)s bank statements instead of one", count=len(statements)),
            _("Download the co-op's bank account alone; card accounts are not read."),
        )
    statement = statements[0]
    found = statement.findall("BANKTRANLIST/STMTTRN")
    if len(found) != text.count("<STMTTRN>"):  # the tag reader closes what is open, whatever its name
        raise refused(_("The tags of the file do not fit together"), _("Download it again."))
    if len(found) > MOST_LINES:
        raise too_many()
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, one in enumerate(found, 1):
        try:
            lines.append(_line(number, one))
        except BadStatement as bad:
            faults += bad.faults
    if faults:
        raise BadStatement(*faults)
    closing, as_of = _closing(statement)
    ends = _days(statement, "BANKTRANLIST/DTEND")
    if as_of and ends and as_of > max([*ends, *(line.day for line in lines)]):
        closing, as_of = None, None  # the balance of the day of download: something may have moved since the last line
    lines = sorted((line for line in lines if line.cents), key=lambda line: line.day)
    days = [line.day for line in lines] or ([as_of] if as_of else [])
    if not days:
        raise refused(_("The file holds no lines and no balance"), _("Choose a month in which something moved."))
    opens_on = min([*days, *_days(statement, "BANKTRANLIST/DTSTART")])
    until = [*ends, *([as_of] if as_of else [])]
    return Statement(
        form="ofx",
        lines=tuple(lines),
        opens_on=opens_on,
        closes_on=max([*days, *([min(until)] if until else [])]),
        account=tidy(statement.findtext("BANKACCTFROM/ACCTID")).replace(" ", ""),
        currency=tidy(statement.findtext("CURDEF")).upper(),
        opening_cents=None if closing is None else closing - sum(line.cents for line in lines),
        closing_cents=closing,
    )


def _tree(text: str) -> Any:
    start = text.find("<OFX>")
    if start < 0:
        raise refused(_("There is no <OFX> in the file"), _("Download it again, as OFX."))
    if "</OFX>" not in text:
        raise refused(_("The file ends before its last tag"), _("It was cut off. Download it again."))
    if text.count("<") > MOST_TAGS:
        raise too_many()
    body, builder = _without_cdata(text[start:]), TreeBuilder()
    try:
        builder.feed(body)
        return cast(Any, builder.close())
    except (ParseError, AssertionError, ValueError) as error:
        raise refused(
            _("The tags of the file do not fit together"), _("It may have been cut off. Download it again.")
        ) from error


def _without_cdata(body: str) -> str:
    """The body with its CDATA sections as ordinary text: the tag reader takes two on one line for one."""
    first, *rest = body.split("<![CDATA[")
    parts = [first]
    for part in rest:
        inside, closed, after = part.partition("]]>")
        if not closed:
            raise refused(_("A CDATA section of the file is not closed"), _("Download it again."))
        parts += [escape(inside), after]
    return "".join(parts)


def _line(number: int, one: Any) -> Line:
    faults: list[Fault] = []
    written = {name: tidy(one.findtext(name)) for name in ("DTPOSTED", "TRNAMT", "FITID")}
    day, cents = dt.date.min, 0
    try:
        day = to_day(written["DTPOSTED"][:8])
    except NotReadable:
        faults.append(_fault(number, "DTPOSTED", written["DTPOSTED"]))
    try:
        cents = plain_cents(written["TRNAMT"])
    except NotReadable:
        faults.append(_fault(number, "TRNAMT", written["TRNAMT"]))
    if faults:
        raise BadStatement(*faults)
    name = one.findtext("NAME") or one.findtext("PAYEE/NAME")
    return Line(
        number=number,
        day=day,
        cents=cents,
        text=tidy(_plain(one.findtext("MEMO")), one.findtext("REFNUM"), one.findtext("CHECKNUM")),
        counterparty=tidy(_plain(name))[:140],
        bank_id=written["FITID"][:80],
    )


def _fault(number: int, name: str, written: str) -> Fault:
    remedy = _("It is the %(number)s. STMTTRN of the file. Download the file again.", number=number)
    if not written:
        return Fault(number, _("%(field)s is missing", field=name), remedy)
    return Fault(number, _("%(field)s is “%(text)s”", field=name, text=written[:40]), remedy)


def _plain(text: str | None) -> str:
    return unescape(text or "", {"&quot;": '"', "&apos;": "'", "&nbsp;": " "})


def _closing(statement: Any) -> tuple[int | None, dt.date | None]:
    """`(ledger balance, its day)`, each None where the file does not say."""
    written = tidy(statement.findtext("LEDGERBAL/BALAMT"))
    if not written:
        return None, None
    try:
        closing = plain_cents(written)
    except NotReadable as error:
        raise refused(
            _("%(field)s is “%(text)s”", field="BALAMT", text=written[:40]), _("Download the file again.")
        ) from error
    return closing, next(iter(_days(statement, "LEDGERBAL/DTASOF")), None)


def _days(statement: Any, path: str) -> list[dt.date]:
    """The day at a path as a list of one; none where it is missing or unreadable, as banks leave it zero."""
    try:
        return [to_day(tidy(statement.findtext(path))[:8])]
    except NotReadable:
        return []
