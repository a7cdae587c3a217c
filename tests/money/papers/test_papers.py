"""Papers are numbered without a gap and frozen; the database itself refuses everything else. On both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from coop.money.papers.actions import credit, credit_refund
from coop.money.papers.models import Paper, PaperIssuer
from coop.money.papers.queries import by_reference, by_subject, credit_notes_on
from tests.factories import make_member

YEAR = dt.timedelta(days=365)


def numbers(session):
    return list(session.execute(select(Paper.number).order_by(Paper.id)).scalars())


def test_what_is_printed_is_what_was_so_when_it_was_issued(session, invoiced):
    paper = invoiced()
    session.commit()
    assert (paper.net_cents, paper.vat_cents, paper.gross_cents) == (10000, 2200, 12200)
    assert paper.reference == f"{paper.issuer.code}-2026-0001"
    assert by_reference(session, paper.reference) is paper
    assert (paper.seller_name, paper.buyer_vat_number, paper.rate) == ("Wanda's Works", "IT09876543210", "11/50")
    assert paper.notes == "As agent."


def test_each_worker_and_each_year_counts_from_one(session, invoiced, now):
    other = make_member(session, "Otto Other")
    made = [invoiced("A"), invoiced("B"), invoiced("C", party_id=other.party_id), invoiced("D", at=now + YEAR)]
    session.commit()
    assert [(paper.year, paper.number) for paper in made] == [(2026, 1), (2026, 2), (2026, 1), (2027, 1)]
    assert len({paper.reference for paper in made}) == 4


def test_asked_for_twice_it_is_the_same_paper(session, invoiced):
    first, again = invoiced(), invoiced(gross_cents=1)
    assert first is again
    assert numbers(session) == [1]


def test_what_failed_leaves_no_gap(session, invoiced):
    invoiced("A")
    session.commit()
    invoiced("B")
    session.rollback()
    with pytest.raises(DatabaseError):
        invoiced("C", gross_cents=0)
    session.rollback()
    invoiced("D")
    session.commit()
    assert numbers(session) == [1, 2]


def test_a_credit_note_refers_to_its_invoice_and_counts_for_itself(session, invoiced, now):
    invoice = invoiced()
    notes = [credit_refund(session, "booking:K7Q2", number=n, refund_cents=cents, at=now)
             for n, cents in ((1, 1000), (2, 11200))]  # fmt: skip
    session.commit()
    assert [note.reference for note in notes] == [f"{invoice.issuer.code}-C-2026-000{n}" for n in (1, 2)]
    assert sum(note.vat_cents for note in notes) == invoice.vat_cents
    assert sum(note.net_cents for note in notes) == invoice.net_cents
    assert credit_notes_on(session, invoice) == notes
    assert notes[0].buyer_name == invoice.buyer_name
    assert notes[0].rate == invoice.rate


def test_a_refund_without_an_invoice_makes_no_credit_note(session, coop, now):
    assert credit_refund(session, "booking:NONE", number=1, refund_cents=5, at=now) is None


COPY = """
INSERT INTO papers (issuer_id, kind, year, number, subject, refers_to_id, issued_on, issued_at, supplied_on,
  worker_party_id, client_id, currency, gross_cents, vat_cents, rate, seller_name, seller_address, seller_vat_number,
  buyer_name, buyer_address, buyer_vat_number, description, notes, lines)
SELECT issuer_id, {kind}, {year}, {number}, {subject}, {refers}, {day}, issued_at, supplied_on, worker_party_id,
  client_id, currency, {gross}, {vat}, rate, 'x', '', '', 'y', '', '', '', '', lines FROM papers WHERE id = {id}
"""


def copied(session, paper, **other):
    facts = {"kind": "kind", "year": "year", "number": "2", "subject": "'booking:X'", "refers": "refers_to_id",
             "day": "issued_on", "gross": "gross_cents", "vat": "vat_cents", "id": paper.id}  # fmt: skip
    session.execute(text(COPY.format(**{**facts, **other})))


def test_the_shape_of_the_attempts_below_is_fine(session, invoiced):
    copied(session, invoiced())
    session.commit()
    assert numbers(session) == [1, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "3"}, {"number": "1"}, {"number": "0"}, {"number": "-1"},
        {"year": "2025", "number": "1"}, {"year": "2027", "number": "1"},
        {"day": "'2026-03-01'"}, {"subject": "subject"}, {"gross": "0", "vat": "0"}, {"gross": "-5", "vat": "0"},
        {"vat": "gross_cents + 1"}, {"vat": "-1"}, {"kind": "'receipt'", "number": "1"},
        {"kind": "'credit-note'", "number": "1"}, {"refers": "id"},
        {"kind": "'credit-note'", "number": "1", "refers": "id", "gross": "gross_cents + 1"},
        {"kind": "'credit-note'", "number": "1", "refers": "id", "vat": "vat_cents + 1"},
    ],
)  # fmt: skip
def test_gaps_doubles_and_wrong_sums_are_refused(session, invoiced, wrong):
    paper = invoiced()
    session.commit()
    with pytest.raises(DatabaseError):
        copied(session, paper, **wrong)
    session.rollback()
    assert numbers(session) == [1]


def test_a_second_credit_note_credits_no_more_than_what_is_left(session, invoiced, now):
    paper = invoiced()
    credit(session, paper, subject="booking:K7Q2:refunded:1", credit_cents=12000, description="", at=now)
    session.commit()
    for gross in (201, 12200):
        with pytest.raises(DatabaseError, match="no more is credited"):
            copied(session, paper, kind="'credit-note'", refers="id", gross=str(gross), vat="0")
        session.rollback()
    copied(session, paper, kind="'credit-note'", refers="id", gross="200", vat="0")
    session.commit()


def test_a_credit_note_is_its_issuers_own_and_on_no_other_credit_note(session, invoiced, now):
    other = make_member(session, "Otto Other")
    paper, theirs = invoiced(), invoiced("B", party_id=other.party_id)
    note = credit(session, paper, subject="booking:K7Q2:refunded:1", credit_cents=100, description="", at=now)
    session.commit()
    for refers in (theirs.id, note.id):
        with pytest.raises(DatabaseError, match="no more is credited"):
            copied(session, paper, kind="'credit-note'", refers=str(refers), gross="1", vat="0")
        session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE papers SET gross_cents = 1, vat_cents = 0", "UPDATE papers SET buyer_name = 'Somebody'",
        "UPDATE papers SET buyer_name = ''", "UPDATE papers SET description = ''", "UPDATE papers SET number = 2",
        "UPDATE papers SET notes = ''", "UPDATE papers SET lines = '[1]'", "DELETE FROM papers",
        "UPDATE paper_issuers SET code = 'ZZZ'", "DELETE FROM paper_issuers",
    ],
)  # fmt: skip
def test_an_issued_paper_is_never_changed_nor_deleted(session, invoiced, statement):
    invoiced()
    session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert session.execute(select(func.count()).select_from(Paper)).scalar_one() == 1


@pytest.mark.only_on("sqlite")
def test_nor_replaced(session, invoiced):
    paper = invoiced()
    session.commit()
    with pytest.raises(DatabaseError):
        session.execute(text(COPY.replace("INSERT INTO papers (", "INSERT OR REPLACE INTO papers (id, ").replace(
            "SELECT issuer_id", "SELECT id, issuer_id").format(
            kind="kind", year="year", number="number", subject="subject", refers="refers_to_id", day="issued_on",
            gross="1", vat="0", id=paper.id)))  # fmt: skip


def test_nobody_but_the_coop_is_called_coop(session, coop):
    worker = make_member(session)
    session.commit()
    for party, code in ((None, "K7M"), (worker.party_id, "COOP")):
        session.add(PaperIssuer(party_id=party, code=code))
        with pytest.raises(DatabaseError):
            session.flush()
        session.rollback()


def test_a_day_before_the_last_paper_is_refused_by_the_database_itself(session, invoiced, now):
    invoiced("A", at=now)
    session.commit()
    with pytest.raises(DatabaseError, match="not issued before"):
        invoiced("B", at=now - dt.timedelta(days=1))
    session.rollback()
    assert by_subject(session, "booking:B") is None
