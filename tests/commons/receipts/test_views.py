"""Receipts to download: they hold, they open what their owner may read, and nobody else gets them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import delete, select

from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.proposals import actions as proposals
from coop.ledger import chart
from coop.ledger.log.models import LeafOpening
from coop.ledger.models import EntryRow, Party, PostingRow
from coop.money.payments.actions import record_transfer
from coop.money.payments.entries import subject_of
from coop.money.payouts import actions as payouts
from coop.people.membership.capital import record_share_payment
from coop.verify.receipts import ERASED, FIRST_SEEN, check_receipt
from tests.factories import make_member, make_person, make_steward, membership_of, sign_in
from tests.logs import begin, bring_up_to_date
from tests.market.bookings.factories import NOW, make_booking

DAY = dt.timedelta(days=1)


@pytest.fixture
def log(app, session, now, tmp_path):
    """`log()` gives every committed fact its leaf and signs."""
    key_file = begin(session, tmp_path, at=now)
    return lambda: bring_up_to_date(session, key_file, at=now)


@pytest.fixture
def browser_of(app):
    return lambda person: sign_in(app.test_client(), person)


def downloaded(browser, path):
    """The receipt at an address, checked."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json, check_receipt(answer.text)


@pytest.fixture
def course(session, coop):
    """A booking of 40.00 paid by transfer and done."""
    made = make_booking(session, payment_method="transfer", accepted=True)
    record_transfer(
        session,
        subject=subject_of(made.booking.reference),
        amount_cents=made.booking.price_cents,
        received_on=NOW.date(),
        recorded_by=None,
        at=NOW,
    )
    from coop.market.bookings import actions

    actions.complete(session, made, by=made.booking.client, at=made.booking.ends_at)
    session.commit()
    return made


def test_both_parties_take_their_booking_home(session, course, log, browser_of):
    booking = course.booking
    log()
    path = f"/bookings/{booking.reference}/receipt.json"
    client_receipt, report = downloaded(browser_of(booking.client), path)
    assert report.sound
    assert report.notes == [FIRST_SEEN]
    assert [fact.fact["kind"] for fact in report.facts] == ["booking-paid", "booking-completed"]
    assert all(fact.private["reference"].startswith(f"booking:{booking.reference}:") for fact in report.facts)
    assert [fact["party"] for fact in client_receipt["facts"]] == [None, None]
    token = session.get_one(Party, booking.worker.party_id).token
    assert token not in json.dumps(client_receipt)

    workers_receipt, report = downloaded(browser_of(booking.worker), path)
    assert report.sound
    paid, completed = workers_receipt["facts"]
    assert paid["party"] is None
    assert completed["party"]["token"] == token
    line = session.get_one(PostingRow, (int(report.facts[1].fact["id"]), int(completed["party"]["line"])))
    assert line.party_id == booking.worker.party_id


def test_a_bookings_receipt_is_for_its_parties_alone(session, course, log, app, browser_of):
    log()
    path = f"/bookings/{course.booking.reference}/receipt.json"
    for stranger in (make_member(session, "Mallory"), make_person(session, "Other Client"), make_steward(session)):
        assert browser_of(stranger).get(path).status_code == 404
    assert app.test_client().get(path).status_code == 302
    assert browser_of(course.booking.client).get("/bookings/NOSUCH00/receipt.json").status_code == 404


def test_a_reversal_belongs_to_the_receipt(session, course, log, browser_of, now):
    from coop.ledger import journal

    done = session.execute(select(EntryRow.id).where(EntryRow.kind == "booking-completed")).scalar_one()
    journal.reverse(session, done, effective_on=now.date(), memo="wrong job", at=now)
    log()
    _, report = downloaded(browser_of(course.booking.client), f"/bookings/{course.booking.reference}/receipt.json")
    assert [fact.fact["kind"] for fact in report.facts][-1] == "reversal"


def test_before_anything_is_posted_there_is_no_receipt(session, coop, log, browser_of):
    made = make_booking(session)
    log()
    path = f"/bookings/{made.booking.reference}/receipt"
    browser = browser_of(made.booking.client)
    assert browser.get(f"{path}.json").status_code == 404
    assert "receipt.json" not in browser.get(path).text


def test_what_waits_for_its_leaf_is_said_to_come(session, course, log, browser_of):
    browser = browser_of(course.booking.client)
    answer = browser.get(f"/bookings/{course.booking.reference}/receipt.json")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Not yet in the log" in answer.text
    log()
    assert browser.get(f"/bookings/{course.booking.reference}/receipt.json").status_code == 200


def test_what_was_erased_is_not_opened_any_more_but_proved(session, course, log, browser_of):
    log()
    session.execute(delete(LeafOpening))
    receipt, report = downloaded(
        browser_of(course.booking.worker), f"/bookings/{course.booking.reference}/receipt.json"
    )
    assert report.sound
    assert all(fact.notes == [ERASED] for fact in report.facts)
    assert all(fact["salt"] is fact["private"] is fact["party"] is None for fact in receipt["facts"])


def test_the_page_leads_to_file_entry_and_check(session, course, log, browser_of):
    log()
    page = browser_of(course.booking.client).get(f"/bookings/{course.booking.reference}/receipt").text
    ids = session.execute(select(EntryRow.id).order_by(EntryRow.id)).scalars().all()
    assert f'href="/bookings/{course.booking.reference}/receipt.json"' in page
    assert all(f'href="/ledger/entries/{number}#proof"' in page for number in ids)
    assert 'href="/verify"' in page


def test_a_receipt_asks_a_bounded_number_of_queries(session, course, log, browser_of, app):
    from sqlalchemy import event

    from coop.web.database import db

    log()
    browser, statements = browser_of(course.booking.client), []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *sent: statements.append(sent[2]))
    assert browser.get(f"/bookings/{course.booking.reference}/receipt.json").status_code == 200
    assert len(statements) <= 30, statements


@pytest.fixture
def payout(session, course, coop, now):
    """A run that paid the booking's worker."""
    worker, steward = course.booking.worker, make_steward(session, "Stella")
    payouts.set_details(session, worker, holder="Wanda", iban="FR1420041010050500013M02606", bic="", at=now)
    run = payouts.draw_up(session, drawn_up_by=steward, at=now)
    if run.needs_approval:
        payouts.approve(session, run, approved_by=make_steward(session, "Stan"), at=now)
    payouts.carry_out(session, run, carried_out_by=steward, paid_on=now.date(), at=now)
    session.commit()
    return worker, steward, run


def test_a_payout_can_be_taken_home_by_whom_it_paid(payout, log, browser_of, session):
    worker, steward, run = payout
    log()
    path = f"/my/payouts/{run.reference}/receipt.json"
    receipt, report = downloaded(browser_of(worker), path)
    assert report.sound
    assert [fact.fact["kind"] for fact in report.facts] == ["payout"]
    assert receipt["facts"][0]["party"] is not None
    for other in (steward, make_member(session, "Mallory")):
        assert browser_of(other).get(path).status_code == 404
    page = browser_of(worker).get(f"/my/payouts/{run.reference}").text
    assert f'href="{path}"' in page
    assert "#proof" in page


def test_a_share_and_the_capital_account(session, coop, log, app, browser_of, now):
    member, steward, other = make_member(session), make_steward(session), make_member(session, "Mallory")
    paid = record_share_payment(
        session, membership_of(session, member), amount_cents=100, paid_on=now.date(), recorded_by=steward, at=now
    )
    assert browser_of(member).get("/my/membership/capital/receipt.json").status_code == 503
    log()
    for path in ("/my/membership/capital/receipt.json", f"/my/entries/{paid.entry_id}/receipt.json"):
        receipt, report = downloaded(browser_of(member), path)
        assert report.sound
        (fact,) = report.facts
        assert fact.fact["postings"][1] == {"account": chart.MEMBER_SHARES, "commodity": "EUR", "amount": "-100"}
        assert receipt["facts"][0]["party"] == {
            "line": "2", "token": session.get_one(Party, member.party_id).token
        }  # fmt: skip
        assert app.test_client().get(path).status_code == 302
        for stranger in (other, steward, make_person(session, "Cleo")):
            assert browser_of(stranger).get(path).status_code == 404
    assert browser_of(member).get(f"/my/entries/{2**70}/receipt.json").status_code == 404
    page = browser_of(member).get("/my/membership/capital").text
    assert f'href="/my/entries/{paid.entry_id}/receipt.json"' in page


@pytest.fixture
def vote(session, coop, now):
    """A resolution on which five voted: (proposal, members, the first one's code)."""
    members = [make_member(session, name) for name in ("Ada", "Bo", "Cy", "Dee", "Eve")]
    proposal = proposals.propose(
        session, kind="resolve", title="Meet on Mondays", text="We do.", payload={}, author=members[0], at=now - 4 * DAY
    )
    proposals.open_vote(session, proposal, at=now)
    codes = [cast(session, proposal, person=one, content="yes", at=now) for one in members]
    session.commit()
    return proposal, members, codes[0]


def test_a_ballot_can_be_taken_home_once_it_was_counted(session, vote, log, browser_of, clock, now):
    proposal, members, code = vote
    browser, path = browser_of(members[0]), f"/decisions/{proposal.reference}/receipt.json"
    log()
    assert browser.post(path, data={"receipt": code}).status_code == 404
    assert "receipt.json" not in browser.post(path.removesuffix(".json"), data={"receipt": code}).text
    clock.at = now + 8 * DAY
    close_due(session, at=clock.at)
    assert browser.post(path, data={"receipt": code}).status_code == 503
    log()
    assert path in browser.post(path.removesuffix(".json"), data={"receipt": code}).text
    answer = browser.post(path, data={"receipt": code.lower()})
    report = check_receipt(answer.text)
    assert report.sound
    assert report.ballot in answer.json["ballot"]["hashes"]
    assert len(answer.json["ballot"]["hashes"]) == 5
    assert [fact.type for fact in report.facts] == ["outcome"]
    assert code not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_code_no_ballot(session, vote, log, app, browser_of, clock, now):
    proposal, members, code = vote
    clock.at = now + 8 * DAY
    close_due(session, at=clock.at)
    log()
    path = f"/decisions/{proposal.reference}/receipt.json"
    browser = browser_of(members[1])
    for wrong in ("", "nothing", code[::-1], "0" * 24):
        assert browser.post(path, data={"receipt": wrong}).status_code == 404
    assert browser.post("/decisions/none/receipt.json", data={"receipt": code}).status_code == 404
    assert browser.get(f"{path}?receipt={code}").status_code in (404, 405)
    assert app.test_client().post(path, data={"receipt": code}).status_code == 302
