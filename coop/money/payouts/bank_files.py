"""A run as files for the bank: CSV, and SEPA credit transfer (ISO 20022 pain.001.001.03)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import cast

from sepaxml import SepaTransfer

from coop.money.payouts.models import PayoutLine, PayoutRun
from coop.policies.models import Charter

HEAD = ("reference", "name", "iban", "bic", "amount", "currency", "text")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class NoSepa(ValueError):
    """SEPA takes euros, and needs to know the account that pays."""


def as_csv(run: PayoutRun, lines: Sequence[tuple[PayoutLine, str, str]], *, charter: Charter) -> str:
    """One row a payment, amounts with a point. Cells that a spreadsheet would run as formulas are defused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for line, _, token in lines:
        if line.pay_cents:
            writer.writerow(
                [
                    _plain(cell)
                    for cell in (
                        end_to_end(run, token),
                        line.holder,
                        line.iban,
                        line.bic,
                        f"{line.pay_cents // 100}.{line.pay_cents % 100:02d}",
                        charter.currency,
                        _text(run, charter),
                    )
                ]
            )
    return out.getvalue()


def as_pain001(
    run: PayoutRun, lines: Sequence[tuple[PayoutLine, str, str]], *, charter: Charter, execution_on: dt.date
) -> bytes:
    """A pain.001.001.03 file, validated against its schema; raises NoSepa."""
    if charter.currency != "EUR" or not charter.iban:
        raise NoSepa("the co-op has no euro account to pay from")
    config = {"name": charter.name, "IBAN": charter.iban, "batch": True, "currency": "EUR"}
    if charter.bic:
        config["BIC"] = charter.bic
    transfer = SepaTransfer(config, schema="pain.001.001.03", clean=True)
    for line, _, token in lines:
        if line.pay_cents:
            payment = {
                "name": line.holder,
                "IBAN": line.iban,
                "amount": line.pay_cents,
                "execution_date": execution_on,
                "description": _text(run, charter),
                "endtoend_id": end_to_end(run, token),
            }
            transfer.add_payment({**payment, "BIC": line.bic} if line.bic else payment)
    return cast(bytes, transfer.export(validate=True))


def end_to_end(run: PayoutRun, token: str) -> str:
    """The payment's own reference, the same in both files and at most 35 characters (SEPA)."""
    return f"PAYOUT-{run.reference}-{token[:10]}"[:35]


def _text(run: PayoutRun, charter: Charter) -> str:
    return f"{charter.name} payout {run.reference}"


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
