"""Statements as banks give them, made up: a German, a French, a Dutch, a British and an American CSV, OFX and camt."""

from __future__ import annotations

IBAN = "DE89370400440532013000"

GERMAN = """\
"Kontoinhaber:";"Harbour Hands eG";"";"";"";""
"IBAN:";"DE89 3704 0044 0532 0130 00";"";"";"";""

"Buchungstag";"Wertstellung";"Auftraggeber/Empfänger";"Verwendungszweck";"Betrag (€)";"Saldo (€)"
"27.02.2026";"27.02.2026";"Müller & Söhne";"Miete; Lager 3";"-1.250,00";"3.904,50"
"26.02.2026";"26.02.2026";"Cleo Klient";"K7Q2-M4XD Fensterputz";"154,50";"5.154,50"
""".replace("Auftraggeber/Empfänger", "Name Zahlungsbeteiligter")

FRENCH = (
    "Date;Libellé;Débit euros;Crédit euros\r\n"
    "25/02/2026;VIR SEPA C. CLIENTE K7Q2 M4XD;;154,50\r\n"
    "26/02/2026;PRLV ASSURANCE;-32,10;\r\n"
)

DUTCH = (
    '"Datum","Naam / Omschrijving","Rekening","Af Bij","Bedrag (EUR)","Mededelingen"\n'
    f'"20260226","C. Klant","{IBAN}","Bij","154,50","K7Q2M4XD"\n'
    f'"20260227","Verzekering","{IBAN}","Af","32,10","Polis 7"\n'
)

BRITISH = (
    "Transaction Date,Transaction Description,Debit Amount,Credit Amount,Balance\n"
    "27/02/2026,INSURANCE,32.10,,1122.40\n"
    "26/02/2026,C CLIENT K7Q2-M4XD,,154.50,1154.50\n"
)

AMERICAN = (
    "Posting Date\tDescription\tAmount\tBalance\n"
    "02/26/2026\tACH CREDIT K7Q2M4XD\t154.50\t1,154.50\n"
    "02/27/2026\tINSURANCE\t(32.10)\t1,122.40\n"
)

_TRANSACTIONS = """\
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260226120000[-5:EST]<TRNAMT>154.50<FITID>F-1<NAME>C Client &amp; Co<MEMO>K7Q2-M4XD
</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260227<TRNAMT>-32,10<FITID>F-2<NAME>Insurance</STMTTRN>
"""

OFX1 = f"""\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260228<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>37040044<ACCTID>0532013000<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260201<DTEND>20260228
{_TRANSACTIONS}</BANKTRANLIST>
<LEDGERBAL><BALAMT>1122.40<DTASOF>20260228</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

OFX2 = f"""\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF>
<BANKACCTFROM><BANKID>X</BANKID><ACCTID>{IBAN}</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260201000000</DTSTART><DTEND>20260228000000</DTEND>
<STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260226</DTPOSTED><TRNAMT>154.50</TRNAMT><FITID>F-1</FITID>\
<NAME><![CDATA[C Client & Co]]></NAME><MEMO><![CDATA[K7Q2-M4XD]]></MEMO></STMTTRN>
<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260227</DTPOSTED><TRNAMT>-32.10</TRNAMT><FITID>F-2</FITID>\
<NAME>Insurance</NAME></STMTTRN></BANKTRANLIST>
<LEDGERBAL><BALAMT>1122.40</BALAMT><DTASOF>20260228</DTASOF></LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def camt(version: str = "02", *, iban: str = IBAN, currency: str = "EUR", entries: str | None = None,
         opening: str = "1000.00", closing: str = "1122.40", day: str = "2026-02-28") -> str:
    """A camt.053 file of one statement, in the older or the newer shape."""
    party = "<Nm>C Client</Nm>" if version == "02" else "<Pty><Nm>C Client</Nm></Pty>"
    status = "BOOK" if version == "02" else "<Cd>BOOK</Cd>"
    pending = "PDNG" if version == "02" else "<Cd>PDNG</Cd>"
    two = f"""\
<Ntry><NtryRef>1</NtryRef><Amt Ccy="{currency}">154.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{status}</Sts>
<BookgDt><Dt>2026-02-26</Dt></BookgDt><ValDt><Dt>2026-02-26</Dt></ValDt><AcctSvcrRef>B-1</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><AcctSvcrRef>inner</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<RltdPties><Dbtr>{party}</Dbtr></RltdPties><RmtInf><Ustrd>K7Q2-M4XD</Ustrd><Ustrd>window cleaning</Ustrd></RmtInf>
</TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="{currency}">32.10</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{status}</Sts>
<BookgDt><DtTm>2026-02-27T08:00:00+01:00</DtTm></BookgDt><AcctSvcrRef>B-2</AcctSvcrRef>
<AddtlNtryInf>Insurance</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="{currency}">9.99</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{pending}</Sts>
<BookgDt><Dt>2026-02-28</Dt></BookgDt></Ntry>"""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-01T00:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-02-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>{day}</Dt></Dt></Bal>
{two if entries is None else entries}
</Stmt></BkToCstmrStmt></Document>
"""


def csv_of(*lines: tuple[str, str, str], opening_cents: int = 0) -> bytes:
    """A CSV file of `(day, amount, text)` with a running balance that begins at `opening_cents`."""
    rows, balance = ["Date,Amount,Description,Balance"], opening_cents
    for day, amount, text in lines:
        whole, _dot, part = amount.lstrip("-").partition(".")
        cents = (int(whole) * 100 + int(part or 0)) * (-1 if amount.startswith("-") else 1)
        balance += cents
        sign = "-" if balance < 0 else ""
        rows.append(f"{day},{amount},{text},{sign}{abs(balance) // 100}.{abs(balance) % 100:02d}")
    return "\n".join(rows).encode()
