"""Papers: how the co-op and some workers stand with VAT, invoices that clients asked for, and those for fees."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from coop.demo.content.people import areas, people
from coop.demo.logins import names
from coop.demo.seeding.calendar import DAY
from coop.demo.seeding.people import CONTACT, NAME
from coop.demo.seeding.story import Deed, Story
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import locked_course
from coop.market.papers.actions import issue_invoice
from coop.money.papers import fees
from coop.money.papers.actions import Named
from coop.money.payments.models import Refund, Settlement
from coop.money.tax_status import actions as tax_status
from coop.money.tax_status.sentences import sentence_for
from coop.policies.queries import charter, local_day

# Made up: of the form of a number, and nobody's.
_COOP_NUMBER, _WORKERS_NUMBER = "IT00000000000", "IT00000000017"
_TREASURER = "bruno"
_REGISTERED, _EXEMPT = "ines", "giulia"
_SUBJECT = literal("booking:").concat(Booking.reference)


def plan(story: Story) -> None:
    """Statuses early on, invoices for fees on the second of each month, clients' invoices yesterday."""
    story.at(story.calendar.days_in(0, 15), _coop_states(story))
    joined = {member.key: member.joined or 0 for member in people().members}
    for key in (_REGISTERED, _EXEMPT):
        story.at(story.calendar.days_in(joined[key] + 1, 8), _worker_states(story, key))
    month = story.calendar.founded
    while (month := (month + 31 * DAY).replace(day=1)) <= story.calendar.today:
        story.at(story.calendar.on(month + DAY, 3), _invoice_fees)
    story.at(story.calendar.now - 5 * DAY, _clients_ask(story))


def _coop_states(story: Story) -> Deed:
    def states(session: Session, at: dt.datetime) -> None:
        tax_status.state(
            session, None, kind="registered", rate="standard", vat_number=_COOP_NUMBER, trading_name=NAME,
            address=CONTACT, from_on=local_day(session, at), recorded_by=story.person(session, _TREASURER), at=at,
        )

    return states


def _worker_states(story: Story, key: str) -> Deed:
    def states(session: Session, at: dt.datetime) -> None:
        person = story.person(session, key)
        street = next(iter(areas().values()))
        facts = {
            _REGISTERED: {"kind": "registered", "rate": "standard", "vat_number": _WORKERS_NUMBER},
            _EXEMPT: {"kind": "exempt", "sentence": sentence_for(charter(session).preset)},
        }[key]
        tax_status.state(
            session, person, trading_name=person.display_name, address=f"{street.streets[0]} 12\n{street.label}",
            from_on=local_day(session, at), recorded_by=person, at=at, **facts,
        )

    return states


def _invoice_fees(session: Session, at: dt.datetime) -> None:
    for party_id in fees.parties_due(session, at=at):
        fees.issue_for(session, party_id, at=at)


def _clients_ask(story: Story) -> Deed:
    """Of work for the client whom a reader can be, of the registered worker's, and of work refunded in part."""

    def ask(session: Session, at: dt.datetime) -> None:
        client, worker = story.people[names()["client"]], story.people[_REGISTERED]
        done = select(Booking.reference).join(Settlement, Settlement.subject == _SUBJECT).where(
            Settlement.settled_at.is_not(None), Settlement.price_cents > 0, Booking.client_id.is_not(None)
        ).order_by(Settlement.completed_on.desc(), Booking.id.desc())  # fmt: skip
        refunded = select(Refund.subject).where(Refund.after_completion.is_(True))
        for chosen in (Booking.client_id == client, Booking.worker_id == worker, _SUBJECT.in_(refunded)):
            for reference in session.execute(done.where(chosen).limit(2)).scalars().all():
                course = locked_course(session, reference)
                if course is not None and course.booking.client is not None:
                    buyer = Named(course.booking.client.display_name, "Via della Madonna del Mare 4\n34124 Trieste")
                    issue_invoice(session, course, buyer=buyer, at=at)

    return ask
