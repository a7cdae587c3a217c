"""The form of VAT numbers. Pure.

Source of the forms: European Commission, VIES, "What is the format of a VAT number?"
(ec.europa.eu/taxation_customs/vies, question 11). Whether a number was given to anybody, only the authority knows.
"""

from __future__ import annotations

import re

_FORMS = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}",
    "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}", "HR": r"\d{11}", "HU": r"\d{8}", "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}", "LT": r"(\d{9}|\d{12})", "LU": r"\d{8}", "LV": r"\d{11}", "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{12}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{12}", "SI": r"\d{8}",
    "SK": r"\d{10}", "XI": r"(\d{9}|\d{12}|(GD|HA)\d{3})",
}  # fmt: skip
_ELSEWHERE = r"[A-Z0-9]{2,13}"


class BadVatNumber(ValueError):
    """It cannot be a VAT number."""


def checked_vat_number(written: str) -> str:
    """A VAT number with its country's two letters, without what people write between; raises BadVatNumber.

    A country of the European Union has its own form; of others only letters and digits are asked.
    """
    number = re.sub(r"[\s.\-/]", "", written).upper()
    country, rest = number[:2], number[2:]
    if not re.fullmatch("[A-Z]{2}", country) or not re.fullmatch(_FORMS.get(country, _ELSEWHERE), rest, re.ASCII):
        raise BadVatNumber(written)
    return number
