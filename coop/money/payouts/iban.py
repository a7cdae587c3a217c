"""International bank account numbers: ISO 13616, checked by ISO 7064 MOD 97-10."""

from __future__ import annotations

import re

# Lengths from the SWIFT IBAN registry.
LENGTHS = {
    "AD": 24,
    "AE": 23,
    "AL": 28,
    "AT": 20,
    "AZ": 28,
    "BA": 20,
    "BE": 16,
    "BG": 22,
    "BH": 22,
    "BR": 29,
    "BY": 28,
    "CH": 21,
    "CR": 22,
    "CY": 28,
    "CZ": 24,
    "DE": 22,
    "DK": 18,
    "DO": 28,
    "EE": 20,
    "EG": 29,
    "ES": 24,
    "FI": 18,
    "FO": 18,
    "FR": 27,
    "GB": 22,
    "GE": 22,
    "GI": 23,
    "GL": 18,
    "GR": 27,
    "GT": 28,
    "HR": 21,
    "HU": 28,
    "IE": 22,
    "IL": 23,
    "IQ": 23,
    "IS": 26,
    "IT": 27,
    "JO": 30,
    "KW": 30,
    "KZ": 20,
    "LB": 28,
    "LC": 32,
    "LI": 21,
    "LT": 20,
    "LU": 20,
    "LV": 21,
    "MC": 27,
    "MD": 24,
    "ME": 22,
    "MK": 19,
    "MR": 27,
    "MT": 31,
    "MU": 30,
    "NL": 18,
    "NO": 15,
    "PK": 24,
    "PL": 28,
    "PS": 29,
    "PT": 25,
    "QA": 29,
    "RO": 24,
    "RS": 22,
    "SA": 24,
    "SC": 31,
    "SE": 24,
    "SI": 19,
    "SK": 24,
    "SM": 27,
    "ST": 25,
    "SV": 28,
    "TL": 23,
    "TN": 24,
    "TR": 26,
    "UA": 29,
    "VA": 22,
    "VG": 24,
    "XK": 20,
}
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


class BadNumber(ValueError):
    """Not a number that a bank would accept."""


def checked_iban(written: str) -> str:
    """The IBAN without spaces, in capitals; raises BadNumber when country, length or check digits are off."""
    iban = re.sub(r"[\s-]", "", written).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban) or not iban.isascii():
        raise BadNumber("an IBAN begins with two letters and two digits")
    if LENGTHS.get(iban[:2]) != len(iban):
        raise BadNumber("no country's IBAN begins like this with this length")
    if int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 != 1:
        raise BadNumber("the check digits do not fit the rest")
    return iban


def checked_bic(written: str) -> str:
    """The BIC in capitals, or an empty string; raises BadNumber."""
    bic = written.strip().upper()
    if bic and not _BIC.fullmatch(bic):
        raise BadNumber("a BIC has 8 or 11 letters and digits")
    return bic


def in_fours(iban: str) -> str:
    """The IBAN as it is printed: in groups of four."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def masked(iban: str) -> str:
    """Enough of an IBAN to recognise it by: country and last four."""
    return f"{iban[:2]}·· ···· {iban[-4:]}" if iban else ""
