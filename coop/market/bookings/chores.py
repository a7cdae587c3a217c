"""On the clock: requests nobody answered, no-shows nobody contested, holds nobody confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from sqlalchemy import Engine, Select, delete, exists, select
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.session import retrying, transaction
from coop.market.availability.models import SlotClaim
from coop.market.bookings.actions.answering import expire
from coop.market.bookings.actions.ending import settle_no_show
from coop.market.bookings.models import Acceptance, Booking, Cancellation, Completion, Decline, NoShow
from coop.market.bookings.queries import Course, locked_course
from coop.market.bookings.series.actions import expire_series
from coop.market.bookings.series.models import Series, SeriesVisit
from coop.market.bookings.series.queries import series_named
from coop.money.payments.entries import subject_of
from coop.money.teams.actions import forget_shares

# Long enough to come back to a page that was left open; what was typed there is private and goes then.
KEEP_LAPSED = dt.timedelta(days=1)


def expire_requests(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Write down which requests have expired, and tell both sides."""
    unanswered = select(Booking.reference).where(
        Booking.answer_by <= at,
        ~exists().where(SeriesVisit.booking_id == Booking.id),
        *(~exists().where(record.booking_id == Booking.id) for record in (Acceptance, Decline, Cancellation)),
    )
    return _each(engine, unanswered, lambda session, course: expire(session, course, at=at))


def expire_unanswered_series(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """The same of series: one letter to each side, however many visits have expired; returns how many series."""
    unanswered = (
        select(Series.reference)
        .join(SeriesVisit, SeriesVisit.series_id == Series.id)
        .join(Booking, Booking.id == SeriesVisit.booking_id)
        .where(
            Booking.answer_by <= at,
            *(~exists().where(record.booking_id == Booking.id) for record in (Acceptance, Decline, Cancellation)),
        )
        .distinct()
    )
    with transaction(engine, write=False) as session:
        references = list(session.execute(unanswered).scalars())
    done = 0
    for reference in references:

        def one(session: Session, reference: str = reference) -> bool:
            found = series_named(session, reference, lock=True)
            return found is not None and expire_series(session, found, at=at) > 0

        done += retrying(engine, one)
    return done


def settle_no_shows(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Apply the terms to no-shows whose time to contest is over."""
    due = (
        select(Booking.reference)
        .join(NoShow, NoShow.booking_id == Booking.id)
        .where(
            NoShow.contest_by <= at,
            NoShow.contested_at.is_(None),
            NoShow.settled_at.is_(None),
            ~exists().where(Completion.booking_id == Booking.id),
        )
    )
    return _each(engine, due, lambda session, course: settle_no_show(session, course, at=at))


def forget_lapsed_holds(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Delete holds that lapsed a day ago, with the address and note that nobody sent off."""
    lapsed = select(Booking.id).where(Booking.requested_at.is_(None), Booking.held_at < at - KEEP_LAPSED)
    with transaction(engine) as session:
        ids = list(session.execute(lapsed.limit(1000)).scalars())
        session.execute(delete(SlotClaim).where(SlotClaim.booking_id.in_(ids), SlotClaim.expires_at <= at))
        still_claimed = exists().where(SlotClaim.booking_id == Booking.id)
        over = (Booking.id.in_(ids), Booking.requested_at.is_(None), ~still_claimed)
        # Locked, so that nobody takes one up again between its shares and itself.
        of_teams = select(Booking.reference).where(*over, Booking.team_id.is_not(None)).with_for_update()
        forget_shares(session, [subject_of(reference) for reference in session.execute(of_teams).scalars()])
        session.execute(delete(Booking).where(*over).execution_options(synchronize_session=False))
        session.execute(  # visits went with their bookings
            delete(Series)
            .where(Series.requested_at.is_(None), Series.held_at < at - KEEP_LAPSED,
                   ~exists().where(SeriesVisit.series_id == Series.id))
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    return len(ids)


def _each(engine: Engine, due: Select[str], deed: Callable[[Session, Course], bool]) -> int:
    with transaction(engine, write=False) as session:
        references: Iterable[str] = list(session.execute(due).scalars())
    done = 0
    for reference in references:

        def one(session: Session, reference: str = reference) -> bool:
            course = locked_course(session, reference)
            return course is not None and deed(session, course)

        done += retrying(engine, one)
    return done


DUTIES = [
    ("expire unanswered requests", 60, expire_requests),
    ("expire unanswered series", 60, expire_unanswered_series),
    ("settle uncontested no-shows", 300, settle_no_shows),
    ("forget lapsed holds", 3600, forget_lapsed_holds),
]
