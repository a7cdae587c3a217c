"""What a worker, or the co-op, states of its taxes, version by version. Private; goes with the person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class TaxStatus(Base):
    """What was stated for the days from `from_on`, until a later version. The co-op's own has no `person_id`.

    Of two for the same day the one stated last counts. Rows are never changed; an erased person's go whole.
    """

    __tablename__ = "tax_statuses"
    __table_args__ = (
        CheckConstraint("kind IN ('unregistered', 'registered', 'exempt')", name="kind"),
        CheckConstraint("rate IN ('', 'standard', 'reduced') AND (kind = 'registered') = (rate <> '')", name="rate"),
        CheckConstraint("kind <> 'registered' OR vat_number <> ''", name="number"),
        CheckConstraint("(kind = 'exempt') = (sentence <> '')", name="sentence"),
        CheckConstraint("trading_name <> '' AND (kind = 'unregistered' OR address <> '')", name="named"),
    )

    id: Mapped[pk]
    person_id: Mapped[int | None] = references("people.id", index=True)
    from_on: Mapped[dt.date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(12))
    rate: Mapped[str] = mapped_column(String(8))
    """Which of the rules `vat.standard_rate` and `vat.reduced_rate` applies; empty for who charges no VAT."""
    vat_number: Mapped[str] = mapped_column(String(16))
    """Checked for its form alone."""
    sentence: Mapped[str] = mapped_column(Text)
    """What the law asks who is exempt to write on each invoice."""
    trading_name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = references("people.id")
    recorded_at: Mapped[moment]
