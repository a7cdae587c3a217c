"""What banks call the columns of their CSV files. A name that is not here is asked for, once."""

from __future__ import annotations

import re
import unicodedata

NEEDED = ("day", "amount", "debit", "credit", "balance", "text", "counterparty")
"""What a steward may be asked to point out; a day and an amount (or debit and credit) are the least."""

NAMES: dict[str, tuple[str, ...]] = {
    "day": (
        "booking date", "date", "transaction date", "posting date", "posted date", "date posted", "completed date",
        "date completed", "buchungstag", "buchungsdatum", "buchung", "datum", "date operation", "date de l operation",
        "date d operation", "date de comptabilisation", "date comptable", "fecha", "fecha operacion",
        "fecha de operacion", "fecha contable", "f contable", "data", "data contabile", "data operazione",
        "boekingsdatum", "boekdatum", "transactiedatum", "tarikh",
    ),
    "amount": (
        "amount", "transaction amount", "betrag", "umsatz", "montant", "importe", "importo", "bedrag", "jumlah",
        "monto",
    ),
    "debit": (
        "debit", "debit amount", "paid out", "money out", "withdrawal", "withdrawals", "soll", "belastung", "ausgang",
        "cargo", "cargos", "addebiti", "dare", "af", "debet", "debits", "pengeluaran",
    ),
    "credit": (
        "credit", "credit amount", "paid in", "money in", "deposit", "deposits", "haben", "gutschrift", "eingang",
        "abono", "abonos", "accrediti", "avere", "bij", "kredit", "credits", "pemasukan",
    ),
    "sign": ("af bij", "debit credit", "credit debit", "soll haben", "s h", "d c", "c d", "debet credit", "sens"),
    "balance": (
        "balance", "running balance", "account balance", "balance after", "saldo", "kontostand",
        "saldo nach buchung", "solde", "saldo contable", "saldo na mutatie", "resulting balance", "baki",
    ),
    "currency": ("currency", "ccy", "wahrung", "waehrung", "devise", "divisa", "moneda", "muntsoort", "mata wang"),
    "account": ("auftragskonto", "iban auftragskonto", "account iban", "own account", "iban bban", "your iban"),
    "bank_id": (
        "transaction id", "transaction reference", "bank reference", "umsatz id", "mutatienummer", "volgnr", "fitid",
        "transaktions id",
    ),
    "counterparty": (
        "name", "payee", "payer", "counterparty", "counterparty name", "beguenstigter zahlungspflichtiger",
        "begunstigter zahlungspflichtiger", "auftraggeber begunstigter", "empfanger", "zahlungsempfanger",
        "name zahlungsbeteiligter", "beneficiaire", "tegenpartij", "naam tegenpartij", "beneficiario", "ordenante",
        "merchant", "partner name", "zahlungspflichtige r", "zahlungsempfanger in",
    ),
    "text": (
        "description", "details", "transaction description", "narrative", "memo", "verwendungszweck", "buchungstext",
        "libelle", "libelle operation", "concepto", "descripcion", "descrizione", "causale", "omschrijving",
        "mededelingen", "mededeling", "naam omschrijving", "notifications", "payment reference", "reference",
        "referenz", "kundenreferenz", "kundenreferenz end to end", "referencia", "riferimento", "kenmerk",
        "betalingskenmerk", "communication", "communications", "observaciones", "butiran", "particulars",
        "remittance information", "message", "nachricht", "note", "detail", "reference operation",
    ),
}
OUT = frozenset({"af", "d", "dr", "debit", "debet", "s", "soll", "dbit", "-"})
IN = frozenset({"bij", "c", "cr", "credit", "kredit", "h", "haben", "crdt", "+"})
_SEVERAL = ("text", "counterparty")
_FIELD_OF = {name: field for field, names in NAMES.items() for name in names}


def plain(name: str) -> str:
    """A column's name without accents, signs, brackets and case: `Betrag (€)` and `betrag` are the same."""
    bare = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", " ", name).replace("ß", "ss"))
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", letters.lower()).strip()


def recognised(header: list[str], currency: str) -> dict[str, tuple[int, ...]]:
    """`field -> places` of the columns that are known; the first of two with one meaning, but every text."""
    found: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(header):
        bare = plain(name)
        field = _FIELD_OF.get(bare) or _FIELD_OF.get(re.sub(rf"( in)? ({currency.lower()}|euros?)$", "", bare))
        if field and (field not in found or field in _SEVERAL):
            found[field] = (*found.get(field, ()), place)
    return found


def is_enough(found: dict[str, tuple[int, ...]]) -> bool:
    """Whether a day and an amount can be read."""
    return "day" in found and ("amount" in found or ("debit" in found and "credit" in found))
