"""A statement is read whole or refused whole, with every bad line; what can be read two ways is asked."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from coop.money.reconciliation.reading.files import read_statement
from coop.money.reconciliation.reading.statement import Answers, BadStatement, Unclear
from tests.money.reconciliation import samples

TODAY = dt.date(2026, 3, 2)
CLOSING = Answers(closing_cents=112_240)


def read(content, answers=None, **more):
    if isinstance(content, str):
        content = content.encode()
    return read_statement(content, currency="EUR", today=TODAY, answers=answers, **more)


def faults(content, answers=None):
    with pytest.raises(BadStatement) as refusal:
        read(content, answers)
    return refusal.value.faults


def asked(content, answers=None):
    with pytest.raises(Unclear) as unclear:
        read(content, answers)
    return [question.name for question in unclear.value.questions]


def days(count):
    return dt.date(2026, 2, count)


ALIKE = {
    "british": (samples.BRITISH.encode(), None),
    "american": (samples.AMERICAN.encode(), None),
    "american utf-16": (samples.AMERICAN.encode("utf-16"), None),
    "american utf-16 without a mark": (samples.AMERICAN.encode("utf-16-le"), None),
    "ofx 1": (samples.OFX1.encode("cp1252"), None),
    "ofx 2": (samples.OFX2.encode(), None),
    "camt.053.001.02": (samples.camt("02").encode(), None),
    "camt.053.001.08": (samples.camt("08").encode(), None),
    "dutch": (samples.DUTCH.encode(), CLOSING),
}


@pytest.mark.parametrize("name", ALIKE)
def test_every_kind_of_file_says_the_same(name):
    statement = read(*ALIKE[name])
    assert [(line.day, line.cents) for line in statement.lines] == [(days(26), 15_450), (days(27), -3_210)]
    assert (statement.opening_cents, statement.closing_cents) == (100_000, 112_240)
    assert "K7Q2" in statement.lines[0].text
    assert statement.currency in ("EUR", "")


def test_german_with_account_above_and_the_newest_first():
    for encoding in ("utf-8", "utf-8-sig", "latin-1", "cp1252"):
        written = samples.GERMAN.replace("€", "EUR") if encoding == "latin-1" else samples.GERMAN
        statement = read(written.encode(encoding))
        assert [line.cents for line in statement.lines] == [15_450, -125_000]
        assert statement.lines[1].counterparty == "Müller & Söhne"
        assert statement.lines[1].text == "Miete; Lager 3"
        assert (statement.account, statement.opening_cents) == (samples.IBAN, 500_000)


def test_french_with_two_columns_of_money_asks_for_the_balance():
    assert asked(samples.FRENCH.encode("latin-1")) == ["closing"]
    statement = read(samples.FRENCH.encode("latin-1"), CLOSING)
    assert [line.cents for line in statement.lines] == [15_450, -3_210]
    assert statement.opening_cents == 100_000


def test_days_that_could_be_either_are_asked_for_and_never_guessed():
    text = "Date,Amount,Balance\n03/02/2026,10.00,10.00\n02/02/2026,5.00,15.00\n"
    assert asked(text) == ["date_order"]
    assert read(text, Answers("dmy")).lines[0].day == dt.date(2026, 2, 3)
    with pytest.raises(BadStatement, match="not come yet"):
        read(text.replace("03/02", "03/05"), Answers("dmy"))
    both = "Date,Amount\n13/02/2026,1.00\n02/13/2026,1.00\n"
    assert faults(both)[0].line == 3


def test_amounts_that_could_be_either_are_asked_for_and_never_guessed():
    text = "Date;Amount;Balance\n2026-02-03;1,234;1,234\n"
    assert asked(text) == ["decimal"]
    assert read(text, Answers(decimal=".")).lines[0].cents == 123_400
    assert faults(text, Answers(decimal=","))[0].problem == "“1,234” is no amount of money"
    both = "Date;Amount\n2026-02-03;1,5\n2026-02-03;1.5\n"
    assert "decimal comma and some a decimal point" in faults(both)[0].problem


def test_unknown_columns_are_asked_for_and_remembered():
    text = "Wann;Was;Wieviel\n01.02.2026;Spende;25,00\n"
    assert asked(text) == ["columns"]
    told = Answers(columns=(("day", "Wann"), ("amount", "Wieviel"), ("text", "Was")), closing_cents=2_500)
    statement = read(text, told)
    assert (statement.lines[0].cents, statement.lines[0].text) == (2_500, "Spende")
    columns = tuple((field, names[0]) for field, names in statement.layout["columns"].items())
    former = {statement.layout["header"]: Answers(columns=columns)}
    assert read(text, Answers(closing_cents=2_500), remembered=former).lines == statement.lines
    assert asked(text, Answers(columns=(("day", "Wann"), ("amount", "Nowhere")))) == ["columns"]


def test_every_bad_line_is_told_with_its_number_and_a_remedy():
    text = "Date,Description,Amount\n2026-02-01,a,1.00\n2026-02-30,b,1.00\nsoon,c,12.345\n2026-02-03,d,\n,e,1.00,7\n"
    bad = faults(text)
    assert [fault.line for fault in bad] == [3, 4, 4, 5, 6]
    assert all(fault.remedy for fault in bad)


def test_a_changed_or_missing_line_breaks_the_running_balance():
    lines = samples.BRITISH.splitlines()
    bad = faults("\n".join([lines[0], lines[1].replace("32.10", "23.10"), lines[2]]))
    assert "balance does not follow" in bad[0].problem
    assert faults(samples.camt(closing="1122.41"))[0].problem.endswith("0.01 is missing")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  \n", "empty"),
        (b"%PDF-1.7", "another kind: PDF"),
        (b"PK\x03\x04....", "XLSX"),
        (b":20:STARTUMS\n:25:37040044/0532013000\n", "MT940"),
        (b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"hello\nworld\n", "No table"),
        (b"Date,Amount\n", "no lines"),
        (b"Date,Amount\n2026-02-01,0.00\n", "moves any money"),
        (b'Date,Amount\n2026-02-01,1.00\n2026-02-01,"1.00\n', "quotation mark"),
        (b"Date,Amount\n2026-02-01,\x001.00\n", "zero byte"),
        (b"\xff\xfea", "breaks off"),
        (b"<html><body>Session expired</body></html>", "no statement"),
        (b"<Document><unclosed></Document>", "not well-formed"),
        (samples.OFX1.replace("STMTRS>", "CCSTMTRS>").encode(), "0 bank statements"),
        (samples.OFX1[: samples.OFX1.index("</BANKTRANLIST>")].encode(), "ends before"),
        (samples.OFX2.replace("</STMTTRN>", "", 1).encode(), "tags of the file"),
        (b"OFXHEADER:100\nDATA:OFXSGML\n", "no <OFX>"),
        (samples.OFX2.replace("]]></MEMO>", "</MEMO>").encode(), "CDATA"),
        (b"Date,Amount,Currency\n2026-02-01,1,EUR\n2026-02-01,1,USD\n", "more than one currency"),
        (b"Date,Amount\n2026-02-01,1.00\n2027-02-01,1.00\n", "not come yet"),
    ],
)
def test_what_is_no_statement_is_refused_with_a_reason(content, says):
    bad = faults(content)
    assert says in bad[0].problem
    assert bad[0].remedy


BOMB = """<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Document><BkToCstmrStmt><Stmt>&c;</Stmt></BkToCstmrStmt></Document>"""
REACHES_OUT = """<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Document><BkToCstmrStmt><Stmt>&x;</Stmt></BkToCstmrStmt></Document>"""


OFX_BOMB = samples.OFX2.replace("<OFX>", '<!DOCTYPE OFX [<!ENTITY a "b">]><OFX>')


@pytest.mark.parametrize("content", [BOMB, REACHES_OUT, OFX_BOMB])
def test_xml_that_blows_up_or_reaches_out_is_refused(content):
    assert "entities" in faults(content)[0].problem


def test_hostile_files_are_answered_in_seconds():
    hostile = (
        b"OFXHEADER:100\n<OFX>" + b"<A><![CDATA[x" * 200_000 + b"</OFX>",
        b"OFXHEADER:100\n<OFX>" + b"<A>" * 1_600_000 + b"</OFX>",
        b"OFXHEADER:100\n<OFX>" + b"<A>" * 120_000 + b"</OFX>",
        b"<Document>" + b"<a>" * 1_600_000,
        b"<Document>" + b"<a>" * 200_000,
        b"Date,Amount\n" + b'"' * 5_000_000,
        b"Date,Amount\n" + b"2026-02-01,1.00\n" * 300_000,
    )
    for content in hostile:
        begun = time.perf_counter()
        faults(content)
        assert time.perf_counter() - begun < 15, content[:30]


def test_bad_values_in_ofx_and_camt_name_their_place():
    bad = faults(samples.OFX1.replace("<TRNAMT>-32,10", "<TRNAMT>much").replace("20260227", "20269927"))
    assert [(fault.line, fault.problem.split()[0]) for fault in bad] == [(2, "DTPOSTED"), (2, "TRNAMT")]
    bad = faults(samples.camt().replace("<CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK", "<CdtDbtInd>OUT</CdtDbtInd><Sts>BOOK"))
    assert [(fault.line, fault.problem) for fault in bad] == [(2, "CdtDbtInd is “OUT”")]


def test_the_balance_of_the_day_of_download_is_not_taken_for_the_month_s():
    late = samples.OFX1.replace("<DTASOF>20260228", "<DTASOF>20260302")
    assert asked(late) == ["closing"]


def test_a_month_without_movement_still_has_a_balance():
    statement = read(samples.camt(entries="", closing="1000.00"))
    assert (statement.lines, statement.closing_cents, statement.closes_on) == ((), 100_000, days(28))


def test_daily_statements_of_one_file_are_one_and_must_follow():
    first = samples.camt(entries="", closing="1000.00", day="2026-02-25")
    second = samples.camt()
    body = second[second.index("<Stmt>") : second.index("</BkToCstmrStmt>")]
    assert read(first.replace("</Stmt>", "</Stmt>" + body)).closing_cents == 112_240
    broken = samples.camt(entries="", opening="999.00", closing="999.00", day="2026-02-25")
    assert "another balance" in faults(broken.replace("</Stmt>", "</Stmt>" + body))[0].problem
