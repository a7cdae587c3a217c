"""The market and a person who goes: words, photos, addresses; bookings stay as records between two numbers."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, delete, func, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from coop.db.erasing import Fates, Gone, Kept, Obstacle, Subject, fates
from coop.ledger.erasing import Entries, forget
from coop.market.availability.models import DateException, WeeklyHours
from coop.market.bookings.models import Booking, Cancellation, Completion, Decline, NoShow
from coop.market.bookings.queries import courses, works_on
from coop.market.bookings.series.models import Series
from coop.market.bookings.states import State
from coop.market.imports.models import ImportedWorker
from coop.market.listings.models import Listing, ListingPicture
from coop.market.listings.pictures import WIDTHS
from coop.market.messages.models import Message
from coop.market.reviews.models import Review, ReviewReply
from coop.money.erasing import entries_of, refunds_kept, transfers_kept, years_kept
from coop.money.payments.models import HeldMovement, Refund, Settlement
from coop.notices.erasing import forget_about
from coop.people.erasing import leaves_first

FATES: dict[str, Fates] = {
    "bookings": fates(
        nameless="worker_id client_id reference", blanked="address note",
        nobody="timezone price_tier payment_method cancellation_tier",
    ),
    "booking_acceptances": fates(nameless="accepted_by_id"),
    "booking_declines": fates(nameless="declined_by_id", blanked="reason"),
    "booking_reschedules": fates(nameless="proposed_by_id"),
    "booking_waivers": fates(nameless="waived_by_id"),
    "booking_cancellations": fates(nameless="cancelled_by_id", blanked="reason"),
    "booking_completions": fates(nameless="confirmed_by_id"),
    "booking_no_shows": fates(nameless="reported_by_id absent_id", blanked="contest"),
    "series": fates(nameless="worker_id client_id reference", nobody="timezone recurrence left_out"),
    "series_visits": fates(),
    "series_answers": fates(nameless="answered_by_id"),
    "series_ends": fates(nameless="ended_by_id"),
    "visit_payment_asks": fates(),
    "visit_lapses": fates(),
    "booking_imports": fates(nobody="source file_digest"),
    "imported_workers": fates(erased="source name person_id"),
    "imported_bookings": fates(nameless="digest"),
    "slot_claims": fates(nameless="worker_id"),
    "team_versions": fates(nameless="proposed_by_id"),
    "team_members": fates(nameless="person_id"),
    "team_words": fates(nameless="person_id said_by_id"),
    "team_leavings": fates(nameless="person_id left_by_id"),
    "weekly_hours": fates(erased="worker_id"),
    "date_exceptions": fates(erased="worker_id"),
    "messages": fates(nameless="author_id", blanked="body"),
    "reviews": fates(nameless="author_id subject_id", blanked="body"),
    "review_replies": fates(erased="body"),
    "categories": fates(nobody="key name drawing"),
    "listings": fates(
        nameless="worker_id", blanked="title description place_label unit_name title_words words",
        nobody="reference price_kind place_kind timezone cancellation_tier",
    ),
    "listing_pictures": fates(erased="digest alt"),
    "listing_signals": fates(),
    "places": fates(nobody="key label"),
    "market_changes": fates(),
}  # fmt: skip


def bookings_are_over(session: Session, subject: Subject, at: dt.datetime) -> list[Obstacle]:
    """Nothing is asked for, promised or disputed any more."""
    own = or_(works_on(subject.person_id), Booking.client_id == subject.person_id)
    unended = [record.booking_id.is_(None) for record in (Completion, Cancellation, Decline)]
    found = []
    for course in courses(session, own, *unended, NoShow.settled_at.is_(None), order=(Booking.id.asc(),)):
        reference, state = course.booking.reference, course.state(at)
        link = f"/bookings/{reference}"
        if course.no_show is not None and course.no_show.contested_at is not None:
            found.append(Obstacle("dispute", _("Booking %(ref)s is disputed.", ref=reference), link))
        elif state in (State.REQUESTED, State.ACCEPTED, State.NO_SHOW):
            found.append(Obstacle("booking", _("Booking %(ref)s is not over.", ref=reference), link))
    return found


def clients_money_is_settled(session: Session, subject: Subject, _at: dt.datetime) -> list[Obstacle]:
    """No transfer of theirs is still expected for work done, and none of their money is held or due back."""
    found = []
    for reference, client_id in session.execute(_unsettled(subject)):
        text = (
            _("The client's transfer for booking %(ref)s has not come yet.", ref=reference)
            if client_id != subject.person_id
            else _("The money of booking %(ref)s is not settled: a transfer or a refund is open.", ref=reference)
        )
        found.append(Obstacle("payable", text, f"/bookings/{reference}"))
    return found


def _unsettled(subject: Subject) -> Select[str, int | None]:
    named = literal("booking:").concat(Booking.reference)
    held = select(HeldMovement.subject).group_by(HeldMovement.subject).having(func.sum(HeldMovement.amount_cents) > 0)
    unsent = select(Refund.subject).where(Refund.sent_entry_id.is_(None), Refund.method != "cash")
    unpaid = select(Settlement.subject).where(Settlement.entry_id.is_(None), Settlement.settled_at.is_(None))
    as_client = (Booking.client_id == subject.person_id) & or_(named.in_(held), named.in_(unsent), named.in_(unpaid))
    as_worker = works_on(subject.person_id) & named.in_(unpaid)
    return select(Booking.reference, Booking.client_id).where(or_(as_client, as_worker)).order_by(Booking.id)


def entries_are_in_the_log(session: Session, subject: Subject, _at: dt.datetime) -> list[Obstacle]:
    """Entries of the bookings they were the client of."""
    return leaves_first(session, _entries_as_client(subject))


def kept_by_law(session: Session, subject: Subject, at: dt.datetime) -> list[Kept]:
    """What the bank wrote of their transfers, and why money went back to them or from them."""
    as_client, as_worker = Booking.client_id == subject.person_id, works_on(subject.person_id)
    named, years = select(literal("booking:").concat(Booking.reference)), years_kept(session, at)
    return transfers_kept(session, named.where(as_client), years) + refunds_kept(
        session, named.where(or_(as_client, as_worker)), years
    )


def forget_bookings(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """Addresses, notes, reasons, messages, and what opens the entries of bookings they were the client of."""
    gone, theirs = forget(session, _entries_as_client(subject)), subject.person_id
    both = or_(works_on(theirs), Booking.client_id == theirs)
    gone.take(forget_about(session, [f"/bookings/{one}" for one in _references(session, both)]))
    repeated = select(Series.reference).where(or_(Series.worker_id == theirs, Series.client_id == theirs))
    gone.take(forget_about(session, [f"/series/{one}" for one in session.execute(repeated).scalars()]))
    as_client = update(Booking).where(Booking.client_id == theirs, or_(Booking.address != "", Booking.note != ""))
    for statement in (
        as_client.values(address="", note=""),
        update(Decline).where(Decline.declined_by_id == theirs, Decline.reason != "").values(reason=""),
        update(Cancellation).where(Cancellation.cancelled_by_id == theirs, Cancellation.reason != "")
        .values(reason=""),
        update(NoShow).where(NoShow.absent_id == theirs, NoShow.contest != "").values(contest=""),
        update(Message).where(Message.author_id == theirs, Message.body != "").values(body=""),
    ):  # fmt: skip
        gone.add(str(statement.table), session.connection().execute(statement).rowcount)
    of_both = select(Booking.id).where(both)
    _unname(session, Message.id, Message.body, Message.booking_id.in_(of_both), subject, gone)
    _unname(session, NoShow.booking_id, NoShow.contest, NoShow.booking_id.in_(of_both), subject, gone)
    return gone


def forget_reviews(session: Session, subject: Subject, _at: dt.datetime) -> Gone:
    """Words they wrote in reviews, words written of them, and replies to either; stars stay, of nobody."""
    gone, connection = Gone(), session.connection()
    theirs = or_(Review.author_id == subject.person_id, Review.subject_id == subject.person_id)
    replies = delete(ReviewReply).where(ReviewReply.review_id.in_(select(Review.id).where(theirs)))
    gone.add("review_replies", connection.execute(replies).rowcount)
    gone.add("reviews", connection.execute(update(Review).where(theirs, Review.body != "").values(body="")).rowcount)
    return gone


def forget_listings(session: Session, subject: Subject, at: dt.datetime) -> Gone:
    """What they offered: words, place, photos with their files, hours. Listings stay for the bookings made of them."""
    gone, connection, theirs = Gone(), session.connection(), subject.person_id
    own = select(Listing.id).where(Listing.worker_id == theirs)
    pictures = list(
        session.execute(select(ListingPicture.digest).where(ListingPicture.listing_id.in_(own))).scalars()
    )
    gone.add("listing_pictures",
             connection.execute(delete(ListingPicture).where(ListingPicture.listing_id.in_(own))).rowcount)  # fmt: skip
    shown = set(session.execute(select(ListingPicture.digest).where(ListingPicture.digest.in_(pictures))).scalars())
    gone.files += [f"pictures/{digest}-{width}.webp" for digest in sorted({*pictures} - shown) for width in WIDTHS]
    words = ("description", "place_label", "unit_name", "title_words", "words")
    empty = {"title": _("A service no longer offered"), **dict.fromkeys(words, ""),
             "latitude": None, "longitude": None, "cell": None}  # fmt: skip
    offered = update(Listing).where(Listing.worker_id == theirs)
    connection.execute(offered.where(Listing.paused_at.is_(None)).values(paused_at=at))
    gone.add("listings", connection.execute(offered.values(empty)).rowcount)
    for model, column in (
        (WeeklyHours, WeeklyHours.worker_id),
        (DateException, DateException.worker_id),
        (ImportedWorker, ImportedWorker.person_id),
    ):
        gone.add(model.__tablename__, connection.execute(delete(model).where(column == theirs)).rowcount)
    session.expire_all()
    return gone


def _references(session: Session, chosen: ColumnElement[bool]) -> list[str]:
    return list(session.execute(select(Booking.reference).where(chosen)).scalars())


def _entries_as_client(subject: Subject) -> Entries:
    """Numbers of the entries of the bookings they were the client of."""
    named = select(literal("booking:").concat(Booking.reference))
    return entries_of(named.where(Booking.client_id == subject.person_id))


def _unname(
    session: Session, key: InstrumentedAttribute[int], column: InstrumentedAttribute[str], chosen: ColumnElement[bool],
    subject: Subject, gone: Gone,
) -> None:  # fmt: skip
    """Their name out of what others wrote to them."""
    for number, text in session.execute(select(key, column).where(chosen)).all():
        said = subject.unnamed(text, by_each_word=True)
        if said != text:
            session.connection().execute(update(key.class_).where(key == number).values({column.key: said}))
            gone.add(key.class_.__tablename__, 1)


OBSTACLES = [bookings_are_over, clients_money_is_settled, entries_are_in_the_log]
KEPT = [kept_by_law]
ERASURES = [forget_bookings, forget_reviews, forget_listings]
