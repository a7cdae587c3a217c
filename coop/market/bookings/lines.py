"""The five lines of a booking: the fee is the one written down when it was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from coop.market.bookings.models import Booking
from coop.market.teams.models import TeamMember, TeamVersion
from coop.money.five_lines.queries import five_lines_booked, tax_in
from coop.money.five_lines.words import labelled
from coop.money.payments.entries import subject_of
from coop.money.tax_status.queries import vat_rate_on
from coop.money.teams.rules import split


def lines_said(session: Session, booking: Booking) -> list[tuple[str, int]]:
    """Where the booking's price goes, as (label, cents): the same on checkout and receipt."""
    lines = five_lines_booked(
        session,
        booking.price_cents,
        fee_cents=booking.fee_cents,
        booked_at=booking.held_at,
        subject=subject_of(booking.reference),
        tax_cents=_tax(session, booking),
    )
    return labelled(lines, worker=workers_said(booking))


def workers_said(booking: Booking) -> str:
    """Who does the work, for the line of what goes to them: of a team its names with their parts."""
    if booking.team_id is None or booking.team is None:
        return booking.worker.display_name
    return team_said(booking.team.members)


def team_said(members: Sequence[TeamMember]) -> str:
    """The names of a team with their parts: Wanda (2), Wim (1)."""
    return ", ".join(f"{one.person.display_name} ({one.parts})" for one in members)


def lines_posted(
    session: Session, reference: str, *, price_cents: int, fee_cents: int
) -> list[tuple[str, int]]:
    """The same lines for the public ledger, from what was posted: nobody is named there.

    Empty when no booking has the bare `reference`.
    """
    query = (
        select(Booking)
        .where(Booking.reference == reference)
        .options(selectinload(Booking.team).selectinload(TeamVersion.members).joinedload(TeamMember.person))
    )
    booking = session.execute(query).scalar_one_or_none()
    if booking is None:
        return []
    return labelled(
        five_lines_booked(
            session,
            price_cents,
            fee_cents=fee_cents,
            booked_at=booking.held_at,
            subject=subject_of(reference),
            tax_cents=_tax(session, booking),
        )
    )


def team_tax(
    session: Session, members: Sequence[TeamMember], *, price_cents: int, fee_cents: int, day: dt.date
) -> int:
    """The VAT in a team's price: what each owes on their own part of it."""
    shares = split(price_cents - fee_cents, fee_cents, [(one.person_id, one.parts) for one in members])
    return sum(
        tax_in(share.gross_cents, share.fee_cents, vat_rate_on(session, share.party_id, day)) for share in shares
    )


def _tax(session: Session, booking: Booking) -> int:
    day, price, fee = booking.day_of_work, booking.price_cents, booking.fee_cents
    if booking.team_id is None or booking.team is None:
        return tax_in(price, fee, vat_rate_on(session, booking.worker_id, day))
    return team_tax(session, booking.team.members, price_cents=price, fee_cents=fee, day=day)
