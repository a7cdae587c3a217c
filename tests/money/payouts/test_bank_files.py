"""The files a bank takes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import xml.etree.ElementTree as ET

import pytest

from coop.money.payouts import bank_files, queries

PAIN = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"}


def test_the_csv_has_a_row_a_payment_and_no_formulas(session, run, coop):
    lines = queries.lines_of(session, run)
    lines[0][0].holder = '=HYPERLINK("http://x")'
    rows = list(csv.DictReader(io.StringIO(bank_files.as_csv(run, lines, charter=coop))))
    session.rollback()
    assert [row["amount"] for row in rows] == ["95.00"]
    assert rows[0]["name"].startswith("'=")


def test_the_sepa_file_validates_and_says_the_same(session, run, coop):
    coop.iban = "DE89370400440532013000"
    lines = queries.lines_of(session, run)
    tree = ET.fromstring(bank_files.as_pain001(run, lines, charter=coop, execution_on=dt.date(2026, 3, 3)))
    assert [e.text for e in tree.findall(".//p:InstdAmt", PAIN)] == ["95.00"]
    assert tree.find(".//p:CdtrAcct//p:IBAN", PAIN).text == lines[0][0].iban
    assert tree.find(".//p:EndToEndId", PAIN).text == bank_files.end_to_end(run, lines[0][2])
    assert tree.find(".//p:GrpHdr/p:CtrlSum", PAIN).text == "95.00"


def test_without_a_euro_account_there_is_no_sepa_file(session, run, coop):
    with pytest.raises(bank_files.NoSepa):
        bank_files.as_pain001(run, [], charter=coop, execution_on=dt.date(2026, 3, 3))
