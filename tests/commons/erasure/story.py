"""Two people who leave traces everywhere: a client, and a worker who was a member; and everybody who stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy.orm import Session

from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals import actions as proposals
from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.market.bookings import actions as bookings
from coop.market.bookings.queries import Course
from coop.market.bookings.series import actions as series
from coop.market.listings import pictures
from coop.market.listings.models import Listing
from coop.market.messages import actions as messages
from coop.market.reviews import actions as reviews
from coop.money.fund import actions as fund
from coop.money.fund import receipts
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.money.payments.queries import refunds_due
from coop.money.payouts import actions as payouts
from coop.people.membership import actions as membership
from coop.people.persons.models import Person
from coop.people.sign_in import sessions
from tests.factories import make_member, make_person, make_steward, membership_of
from tests.logs import begin, bring_up_to_date
from tests.market.bookings.factories import make_booking, make_listing, the_course
from tests.market.bookings.series.factories import make_series, the_series

DAY = dt.timedelta(days=1)
IBAN = "FR1420041010050500013M02606"

CLIENT = {
    "name": "Clementine Quillfeather",
    "email": "clementine.quillfeather@example.org",
    "address": "31 Marigold Passage, second floor",
    "phone": "+33 6 12 34 98 76",
    "note": "The key is under the heron",
    "message": "Please mind the terrier called Bramble",
    "review": "Wendeline polished every teaspoon",
    "bank line": "QUILLFEATHER C. RENT AND CLEANING",
}
WORKER = {
    "name": "Wendeline Østrava",
    "email": "wendeline.ostrava@example.org",
    "about": "I grew up beside the glassworks",
    "password": "argon2id-wendelines-own-hash",
    "secret": "JBSWY3DPEHPK3PXPWENDELINE",
    "listing": "Sparkling windows by Wendeline",
    "description": "Vinegar, newspaper and patience",
    "alt": "Wendeline on her ladder",
    "statement": "I would like to stop working alone upstairs",
    "comment": "Mondays are when I see my grandmother",
    "draft": "A cupboard for everybodys ladders",
    "message": "I will bring my own squeegee",
    "review": "Clementine had tea waiting",
    "reason": "Moving back to the glassworks",
    "pay to": "Ostrava, counter four at the savings bank",
    "refused": "Nobody needs three squeegees",
}
BY_LAW = {"holder": "Wendeline A. Ostrava", "iban": IBAN}
"""What a payout's record keeps."""


@dataclass
class Story:
    """Who is who, and where things are."""

    steward: Person
    client: Person
    worker: Person
    uploads: Path
    key_file: Path
    bookings: list[Course] = field(default_factory=list)
    photo: str = ""
    receipt: str = ""
    refused_receipt: str = ""


def encoded(colour: tuple[int, int, int]) -> bytes:
    """A JPEG picture of one colour."""
    out = BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "JPEG")
    return out.getvalue()


def tell(session: Session, uploads: Path, *, now: dt.datetime) -> Story:
    """The whole story on a founded co-op; it ends 60 days after `now`, all of it in the signed log."""
    key_file = begin(session, uploads.parent, at=now)
    steward = make_steward(session, "Stella Steward")
    second = make_steward(session, "Seamus Second")
    voters = [steward, second, make_member(session, "Bo Builder")]
    client = make_person(session, CLIENT["name"], email=CLIENT["email"])
    worker = make_person(session, WORKER["name"], email=WORKER["email"], about=WORKER["about"],
                         password_hash=WORKER["password"], is_public=True, tf_primary_method="authenticator",
                         tf_totp_secret=WORKER["secret"], mf_recovery_codes=["a-code"])  # fmt: skip
    story = Story(steward, client, worker, uploads, key_file)
    for person in (client, worker):
        sessions.open_session(session, person, device=f"Browser of {person.display_name}", at=now)
    _join(session, story, now)
    _work(session, story, now)
    _talk(session, story, voters, now)
    _spend(session, story, second, now)
    _be_paid(session, story, second, now + 10 * DAY)
    membership.leave(session, membership_of(session, worker), reason=WORKER["reason"], at=now + 12 * DAY)
    session.commit()
    bring_up_to_date(session, key_file, at=now + 60 * DAY)
    return story


def _join(session: Session, story: Story, now: dt.datetime) -> None:
    application = membership.apply(session, story.worker, statement=WORKER["statement"], at=now - 30 * DAY)
    membership.object_to(session, application, member=story.steward, reason="Does Wendeline Østrava know our rules?",
                         at=now - 29 * DAY)  # fmt: skip
    membership.admit(session, application, at=now - 20 * DAY)


def _work(session: Session, story: Story, now: dt.datetime) -> None:
    listing = make_listing(session, story.worker, title=WORKER["listing"], description=WORKER["description"],
                           place_label="Old Harbour")  # fmt: skip
    drawn = pictures.redraw(BytesIO(encoded((200, 90, 40))))
    pictures.keep(story.uploads, drawn)
    pictures.add(session, listing, drawn, alt=WORKER["alt"])
    story.photo = drawn.digest
    for number in (1, 2, 3):
        course = make_booking(session, listing, client=story.client, payment_method="transfer",
                              starts_at=now + number * DAY)  # fmt: skip
        course.booking.address, course.booking.note = CLIENT["address"], CLIENT["note"]
        bookings.accept(session, course, by=story.worker, at=now)
        messages.write(session, booking_id=course.booking.id, author_id=story.client.id, at=now,
                       body=f"{CLIENT['message']}; {CLIENT['phone']}")  # fmt: skip
        messages.write(session, booking_id=course.booking.id, author_id=story.worker.id, at=now,
                       body=f"Hello Clementine! {WORKER['message']}. Wendeline")  # fmt: skip
        payments.record_transfer(session, subject=subject_of(course.booking.reference), recorded_by=story.steward,
                                 amount_cents=course.booking.price_cents, received_on=now.date(), at=now,
                                 bank_line=CLIENT["bank line"])  # fmt: skip
        session.commit()
        if number < 3:
            done = course.booking.ends_at
            bookings.complete(session, the_course(session, course.booking), by=story.client, at=done)
            _review(session, course, done)
        else:
            bookings.cancel(session, the_course(session, course.booking), by=story.worker,
                            reason="A cold of Wendeline's", at=now)  # fmt: skip
        story.bookings.append(course)
        session.commit()
    for due in refunds_due(session):
        payments.send_refund(session, due, sent_by=story.steward, sent_on=now.date(), at=now)
    _repeat(session, story, listing, now)


def _repeat(session: Session, story: Story, listing: Listing, now: dt.datetime) -> None:
    """A series, whose letters and visits name both of them, called off before it began."""
    found = make_series(session, listing, client=story.client, visits=2, starts_at=now + 8 * DAY, accepted=True, at=now)
    for course in found.courses:
        course.booking.address, course.booking.note = CLIENT["address"], CLIENT["note"]
    session.commit()
    series.cancel_remaining(session, the_series(session, found.series), by=story.client, at=now,
                            reason=f"Clementine moves; {CLIENT['phone']}")  # fmt: skip
    session.commit()


def _review(session: Session, course: Course, at: dt.datetime) -> None:
    booking = course.booking
    as_client = reviews.Sides(booking.id, booking.listing_id, booking.client_id, booking.worker_id, True, at)
    as_worker = reviews.Sides(booking.id, booking.listing_id, booking.worker_id, booking.client_id, False, at)
    reviews.write(session, as_client, stars=5, body=CLIENT["review"], at=at)
    reviews.write(session, as_worker, stars=4, body=WORKER["review"], at=at)
    reviews.reply(session, as_worker, body="Thank you, Clementine Quillfeather", at=at)


def _talk(session: Session, story: Story, voters: list[Person], now: dt.datetime) -> None:
    proposal = proposals.propose(session, kind="resolve", title="Meet on Mondays", text="We meet on Mondays.",
                                 payload={}, author=story.worker, at=now - 10 * DAY)  # fmt: skip
    proposals.comment(session, proposal, author=story.worker, text=WORKER["comment"], at=now - 9 * DAY)
    proposals.comment(session, proposal, author=story.steward, text="I agree with WENDELINE ØSTRAVA", at=now - 9 * DAY)
    proposals.open_vote(session, proposal, at=now - 5 * DAY)
    for person, answer in zip([story.worker, *voters], ("yes", "yes", "no", "yes"), strict=True):
        cast(session, proposal, person=person, content=answer, at=now - 4 * DAY)
    session.commit()
    close_due(session, at=now + 3 * DAY)
    session.commit()
    enact_due(session, at=now + 5 * DAY)
    proposals.propose(session, kind="resolve", title=WORKER["draft"], text=WORKER["draft"], payload={},
                      author=story.worker, at=now)  # fmt: skip
    session.commit()


def _spend(session: Session, story: Story, second: Person, now: dt.datetime) -> None:
    fund.record_donation(session, amount_cents=50_000, received_on=now.date(), recorded_by=second, at=now,
                         giver=CLIENT["name"])  # fmt: skip
    story.receipt = receipts.store(story.uploads, encoded((1, 2, 3)))
    story.refused_receipt = receipts.store(story.uploads, encoded((4, 5, 6)))
    asked = {"submitted_by": story.worker, "account": "Expenses:Tools", "spent_on": now.date(), "at": now}
    paid = fund.submit_expense(session, title="Squeegee", amount_cents=1_500, pay_to=WORKER["pay to"],
                               receipt=story.receipt, **asked)  # fmt: skip
    refused = fund.submit_expense(session, title="Squeegees", amount_cents=4_500, pay_to=WORKER["pay to"],
                                  receipt=story.refused_receipt, **asked)  # fmt: skip
    fund.approve_expense(session, paid, approver=second, at=now)
    fund.pay_expense(session, paid, paid_by=second, paid_on=now.date(), at=now)
    fund.refuse_expense(session, refused, refused_by=second, reason=WORKER["refused"], at=now)
    session.commit()


def _be_paid(session: Session, story: Story, second: Person, at: dt.datetime) -> None:
    payouts.set_details(session, story.worker, holder=BY_LAW["holder"], iban=IBAN, bic="", at=at)
    run = payouts.draw_up(session, drawn_up_by=story.steward, at=at)
    if run.needs_approval:
        payouts.approve(session, run, approved_by=second, at=at)
    payouts.carry_out(session, run, carried_out_by=story.steward, paid_on=at.date(), at=at)
    session.commit()


def owe_for_one_more(session: Session, story: Story, at: dt.datetime) -> None:
    """A transfer that came late, for the worker's share of it to be owed."""
    journal.post(session, Entry("late:1", "reversal", at.date(), lines(
        (chart.BANK, 4_000, "EUR"), (chart.WORKERS_PAYABLE, -4_000, "EUR", story.worker.party_id))), at=at)  # fmt: skip
    bring_up_to_date(session, story.key_file, at=at)
