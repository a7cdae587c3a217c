"""Where each 100 that clients paid went, in the five lines of a price."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from coop.commons.statements.queries import booked
from coop.commons.statements.rules import of_hundred
from coop.ledger.chart import PROCESSING
from coop.money.five_lines.words import labelled
from coop.money.split.rules import FiveLines, five_lines
from coop.money.statements.rules import Cut, Statement
from coop.policies.in_force import in_force
from coop.web import clock, figures, filters


def hundred(session: Session, cut: Cut, told: Statement) -> list[figures.Bar]:
    """The parts of 100 booked in these days, before refunds; empty when nothing was booked."""
    whole = booked(session, cut)
    if not whole.price_cents:
        return []
    lines = five_lines(
        whole.price_cents,
        fee_cents=whole.fee_cents,
        processor_cents=max(0, sum(line.cents for line in told.expenses if line.code == PROCESSING)),
        reserve_share=in_force(session, "surplus.reserve_floor", clock.now()).fraction,
    )
    return pieces(FiveLines(*of_hundred([cents for _line, cents in lines])))


def pieces(lines: FiveLines) -> list[figures.Bar]:
    """The lines as pieces of one bar; one below zero (a processor that takes more than the fee) is written only."""
    told = labelled(lines)
    drawn = figures.stack([(label, max(0, cents)) for label, cents in told], filters.money)
    return [replace(piece, value=filters.money(cents)) for piece, (_label, cents) in zip(drawn, told, strict=True)]
