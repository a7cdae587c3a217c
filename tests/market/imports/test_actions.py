"""Past bookings enter the books once, with the fee of their time; a file with a bad line changes nothing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from coop.ledger import chart, checks
from coop.ledger.balances import balance, balances
from coop.ledger.models import EntryRow, Period
from coop.market.availability.models import SlotClaim
from coop.market.bookings.models import Booking, Completion
from coop.market.imports.actions import Brought, Refused, bring_in
from coop.market.imports.mapping import Mapping, read_mapping
from coop.market.imports.models import BookingImport
from coop.market.imports.table import read_table
from coop.market.listings.models import Listing
from coop.money.payments.models import Tip
from coop.people.membership.models import Membership
from coop.people.persons.models import Person
from coop.policies import actions as policies
from coop.policies.queries import decision_by_reference
from tests.factories import make_person
from tests.market.imports.lines import line, table

AFTER = dt.datetime(2019, 4, 2, 12, tzinfo=dt.UTC)
CASH = {"method": "cash"}


@pytest.fixture
def dollars(session):
    """A co-op of New York, founded before the trips."""
    charter = policies.found(
        session, name="Drivers", currency="USD", timezone="America/New_York", preset="colab",
        at=dt.datetime(2019, 2, 1, 12, tzinfo=dt.UTC),
    )
    session.commit()
    return charter


def bring(session, *lines: str, mapping: Mapping = Mapping(), at: dt.datetime = AFTER) -> Brought:  # noqa: B008
    reading = read_table(table(*lines), mapping)
    brought = bring_in(session, reading, mapping, file_digest="0" * 64, at=at)
    session.commit()
    return brought


def refused(session, *lines: str, mapping: Mapping = Mapping(), at: dt.datetime = AFTER):  # noqa: B008
    """What is said of the one bad line; and nothing has changed."""
    before = counts(session)
    with pytest.raises(Refused) as refusal:
        bring(session, *lines, mapping=mapping, at=at)
    session.rollback()
    assert counts(session) == before
    (bad,) = refusal.value.bad
    (fault,) = bad.faults
    assert fault.remedy
    return bad.line, fault.field, fault.reason


def counts(session) -> list[int]:
    tables = (Booking, EntryRow, Person, Listing, BookingImport, Tip)
    return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def test_a_card_booking_passes_the_clearing_account(session, dollars):
    assert bring(session, line(price="100.00", tip="10.00")).fee_cents == 500
    assert balances(session) == {
        (chart.CLEARING, "USD"): 11_000,
        (chart.CLIENTS_HELD, "USD"): 0,
        (chart.WORKERS_PAYABLE, "USD"): -10_500,
        (chart.FEES, "USD"): -500,
        (chart.LABOUR_WORKED, "MIN"): 12,
        (chart.LABOUR_CONTRIBUTED, "MIN"): -12,
    }
    assert checks.findings(session) == []


def test_of_a_cash_booking_only_the_fee_is_owed(session, dollars):
    bring(session, line(price="100.00", tip="10.00", **CASH))
    assert balances(session, [chart.WORKER_FEES, chart.FEES, chart.WORKERS_PAYABLE]) == {
        (chart.WORKER_FEES, "USD"): 500, (chart.FEES, "USD"): -500,
    }
    tip = session.execute(select(Tip)).scalar_one()
    assert (tip.amount_cents, tip.method, tip.entry_id) == (1000, "cash", None)
    assert checks.findings(session) == []


def test_entries_are_dated_by_the_co_ops_day_of_the_end(session, dollars):
    bring(session, line(starts_at="2019-03-05 23:50", ends_at="2019-03-06 00:10", price="1.00", tip=""),
          line(reference="T2", timezone="Asia/Tokyo", starts_at="2019-03-06 10:00",
               ends_at="2019-03-06 11:00"))
    days = dict(session.execute(select(EntryRow.reference, EntryRow.effective_on)).all())
    assert days["booking:T1:completed"] == dt.date(2019, 3, 6)
    assert days["booking:T2:completed"] == dt.date(2019, 3, 5)


def test_a_worker_gets_a_person_who_cannot_sign_in_and_one_paused_listing_a_service(session, dollars):
    brought = bring(session, line(), line(reference="T2"), line(reference="T3", service="yellow cab"),
                    line(reference="T4", worker="José Ñ."))
    assert (brought.new, brought.workers, brought.listings) == (4, 2, 3)
    persons = session.execute(select(Person).order_by(Person.id)).scalars().all()
    assert [person.display_name for person in persons] == ["driver-01", "José Ñ."]
    assert all(person.email.endswith("@import.invalid") for person in persons)
    assert not any(person.active or person.password for person in persons)
    assert session.execute(select(func.count()).select_from(Membership)).scalar_one() == 0
    listings = session.execute(select(Listing)).scalars().all()
    assert all(listing.paused_at and not listing.published_at for listing in listings)


def test_overlapping_bookings_of_a_worker_are_taken_and_claim_no_time(session, dollars):
    assert bring(session, line(), line(reference="T2", starts_at="2019-03-05 10:05:00")).new == 2
    assert session.execute(select(func.count()).select_from(SlotClaim)).scalar_one() == 0


def test_a_completion_is_dated_by_the_end_and_confirmed_by_nobody_here(session, dollars):
    bring(session, line())
    completion = session.execute(select(Completion)).scalar_one()
    assert completion.confirmed_by_id is None
    assert completion.confirmed_at == dt.datetime(2019, 3, 5, 15, 12, 29, tzinfo=dt.UTC)


def test_work_of_a_few_seconds_for_nothing_is_taken(session, dollars):
    assert bring(session, line(ends_at="2019-03-05 10:00:05", price="0.00", tip="", **CASH)).minutes == 0
    assert counts(session)[:2] == [1, 0]


def test_the_same_file_again_changes_nothing(session, dollars):
    lines = (line(), line(reference="T2", **CASH))
    bring(session, *lines)
    before = counts(session)
    assert bring(session, *lines) == Brought(new=0, known=2)
    assert counts(session) == before


def test_a_longer_file_brings_in_what_is_new(session, dollars):
    bring(session, line())
    brought = bring(session, line(), line(reference="T2"))
    assert (brought.new, brought.known, brought.workers, brought.listings) == (1, 1, 0, 0)


def test_a_worker_who_took_another_name_and_address_is_still_the_same(session, dollars):
    bring(session, line())
    person = session.execute(select(Person)).scalar_one()
    person.display_name, person.email, person.active = "Ann", "ann@example.org", True
    session.commit()
    assert bring(session, line(), line(reference="T2")).workers == 0


def test_a_mapping_may_name_somebody_who_is_here_already(session, dollars):
    ann = make_person(session, "Ann", email="ann@example.org")
    bring(session, line(tip="", price="1.00"),
          mapping=read_mapping('[workers]\ndriver-01 = "Ann@Example.org"'))
    assert balance(session, chart.LABOUR_CONTRIBUTED, party_id=ann.party_id) == -12


def test_two_platforms_may_have_workers_of_one_name(session, dollars):
    bring(session, line())
    other = read_mapping('source = "other"\nreference_prefix = "other-"')
    assert bring(session, line(), mapping=other).workers == 1


def test_another_booking_under_a_known_reference_is_refused(session, dollars):
    bring(session, line())
    assert refused(session, line(reference="T0"), line(price="99.00")) == (
        3, "reference", "was brought in before with other content"
    )


def test_a_reference_of_a_booking_made_here_is_refused(session, dollars):
    bring(session, line())
    session.execute(BookingImport.__table__.metadata.tables["imported_bookings"].delete())
    session.commit()
    assert refused(session, line())[1:] == ("reference", "belongs to a booking that was made here")


def test_another_currency_is_refused(session, dollars):
    assert refused(session, line(currency="EUR"))[1:] == ("currency", "EUR is not the co-op's currency")


def test_what_has_not_ended_is_refused(session, dollars):
    assert refused(session, line(), at=dt.datetime(2019, 3, 5, 15, 5, tzinfo=dt.UTC))[1] == "ends_at"


def test_an_address_of_nobody_is_refused(session, dollars):
    mapping = read_mapping('[workers]\ndriver-01 = "nobody@example.org"')
    assert refused(session, line(), mapping=mapping)[1] == "worker"


def test_a_closed_period_takes_no_past_booking(session, dollars):
    session.add(Period(opens_on=dt.date(2019, 3, 1), closes_on=dt.date(2019, 3, 31), closed_at=AFTER,
                       surplus_cents=0))
    session.commit()
    number, field, reason = refused(session, line())
    assert (number, field) == (2, "ends_at")
    assert "2019-03-01 to 2019-03-31" in reason


def test_the_fee_is_that_of_the_rule_in_force_at_the_end(session, dollars):
    policies.set_rule(
        session, "fee.rate", Fraction(1, 10), in_force_from=dt.datetime(2019, 3, 10, tzinfo=dt.UTC),
        decision=decision_by_reference(session, "charter"), at=AFTER,
    )
    later = {"starts_at": "2019-03-11 10:00", "ends_at": "2019-03-11 11:00"}
    before = {"starts_at": "2018-03-11 10:00", "ends_at": "2018-03-11 11:00"}
    bring(session, line(price="10.00"), line(reference="T2", price="10.00", **later),
          line(reference="T3", price="10.00", **before))
    fees = dict(session.execute(select(Booking.reference, Booking.fee_cents)).all())
    assert fees == {"T1": 50, "T2": 100, "T3": 50}, "before the co-op was founded, its founding rule"


def test_one_bad_line_among_many_changes_nothing(session, dollars):
    many = [line(reference=f"T{i}") for i in range(50)]
    assert refused(session, *many, line(reference="T99", method=""))[:2] == (52, "method")


def test_a_refusal_in_the_last_batch_takes_back_the_first(session, dollars, monkeypatch):
    monkeypatch.setattr("coop.market.imports.actions.BATCH", 2)
    bring(session, *[line(reference=f"T{i}") for i in range(5)])
    assert counts(session)[0] == 5
    monkeypatch.setattr("coop.market.imports.actions.record_tips", _fail_at_third())
    with pytest.raises(RuntimeError, match="third"):
        bring(session, *[line(reference=f"U{i}") for i in range(5)])
    session.rollback()
    assert counts(session)[0] == 5


def _fail_at_third():
    calls = []

    def fail(*_args, **_options):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("third batch")

    return fail


def test_the_trips_give_their_figures(session, dollars, data):
    content = (data / "bookings/trips.csv").read_bytes()
    reading = read_table(content, Mapping())
    brought = bring_in(session, reading, Mapping(), file_digest="0" * 64, at=AFTER)
    session.commit()
    assert (brought.new, brought.workers, brought.listings) == (6384, 40, 80)
    assert (brought.price_cents, brought.fee_cents, brought.tip_cents) == (10_569_513, 529_911, 1_273_232)
    assert balance(session, chart.FEES) == -529_911
    assert session.execute(select(func.count()).select_from(Completion)).scalar_one() == 6384
    assert balance(session, chart.LABOUR_WORKED) == brought.minutes
    assert balance(session, chart.CLIENTS_HELD) == 0
    assert checks.findings(session) == []
    assert bring_in(session, reading, Mapping(), file_digest="0" * 64, at=AFTER) == Brought(new=0, known=6384)


def test_the_trips_as_recorded_are_refused_with_their_49_lines(session, dollars, data):
    before = counts(session)
    reading = read_table((data / "bookings/trips-as-recorded.csv").read_bytes(), Mapping())
    with pytest.raises(Refused) as refusal:
        bring_in(session, reading, Mapping(), file_digest="0" * 64, at=AFTER)
    assert len(refusal.value.bad) == 49
    assert counts(session) == before
