"""How a supplier stands with VAT: versions by day, form of numbers, nothing rewritten. On both databases."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.money.tax_status.actions import state
from coop.money.tax_status.queries import standing_on, versions
from coop.money.tax_status.rules import BadVatNumber, checked_vat_number
from coop.money.tax_status.sentences import SENTENCES, sentence_for
from coop.policies.actions import set_rule
from coop.policies.presets import PRESETS
from coop.policies.queries import decision_by_reference
from tests.factories import make_member, make_person, make_steward, sign_in

TODAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
FORM = {"kind": "registered", "rate": "standard", "vat_number": "it 012.345-67890", "sentence": "",
        "trading_name": "Wanda's Works", "address": "Quay 1\nTrieste", "from_on": "2026-03-02"}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "number"),
    [("IT01234567890", "IT01234567890"), ("fr 4x 123456789", "FR4X123456789"), ("de-123.456.789", "DE123456789"),
     ("ESX1234567X", "ESX1234567X"), ("ATU12345678", "ATU12345678"), ("CHE123456789", "CHE123456789"),
     ("EL123456789", "EL123456789")],
)  # fmt: skip
def test_numbers_as_people_write_them(written, number):
    assert checked_vat_number(written) == number


@pytest.mark.parametrize(
    "written", ["", "IT", "IT123", "IT0123456789X", "01234567890", "AT12345678", "DE12345678", "IT０1234567890", "=1+1"]
)
def test_what_cannot_be_a_number(written):
    with pytest.raises(BadVatNumber):
        checked_vat_number(written)


@given(text=st.text(max_size=24))
def test_a_number_that_passed_passes_again_as_it_is_kept(text):
    try:
        number = checked_vat_number(text)
    except BadVatNumber:
        return
    assert checked_vat_number(number) == number
    assert len(number) <= 15


@pytest.fixture
def vat(session, coop, now):
    """22%, and 25% from tomorrow."""
    charter = decision_by_reference(session, "charter")
    for rate, begins in (("22%", now - 59 * DAY), ("25%", now + DAY)):
        set_rule(session, "vat.standard_rate", rate, in_force_from=begins, decision=charter, at=now)


def register(session, person, day, now, **other):
    facts = {"kind": "registered", "rate": "standard", "vat_number": "IT01234567890", "trading_name": "Works",
             "address": "Quay 1", **other}  # fmt: skip
    return state(session, person, from_on=day, recorded_by=person, at=now, **facts)


def test_the_day_of_the_work_decides(session, vat, now):
    worker = make_member(session)
    register(session, worker, TODAY, now)
    register(session, worker, TODAY + 10 * DAY, now, kind="exempt", sentence="Art. 1.")

    def stood(day):
        return standing_on(session, worker.id, day, otherwise="Wanda")

    assert (stood(TODAY - DAY).kind, stood(TODAY - DAY).trading_name, stood(TODAY - DAY).rate) == (
        "unregistered", "Wanda", None)  # fmt: skip
    assert (stood(TODAY).kind, stood(TODAY).rate) == ("registered", Fraction(22, 100))
    assert stood(TODAY + 2 * DAY).rate == Fraction(1, 4)
    assert (stood(TODAY + 10 * DAY).kind, stood(TODAY + 10 * DAY).rate, stood(TODAY + 10 * DAY).sentence) == (
        "exempt", None, "Art. 1.")  # fmt: skip
    assert standing_on(session, None, TODAY, otherwise="Co-op").trading_name == "Co-op"


def test_of_two_for_one_day_the_one_stated_last_counts(session, vat, now):
    worker = make_member(session)
    register(session, worker, TODAY, now)
    register(session, worker, TODAY, now, kind="unregistered")
    assert standing_on(session, worker.id, TODAY, otherwise="").kind == "unregistered"
    assert len(versions(session, worker.id)) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"vat_number": ""}, {"address": ""}, {"trading_name": " "}, {"rate": ""}, {"rate": "half"}, {"kind": "rich"},
     {"kind": "exempt", "sentence": " "}],
)  # fmt: skip
def test_the_database_asks_for_what_a_kind_needs(session, vat, now, wrong):
    worker = make_member(session)
    session.commit()
    with pytest.raises(DatabaseError):
        register(session, worker, TODAY, now, **wrong)
    session.rollback()


def test_what_was_stated_is_neither_changed_nor_deleted(session, vat, now):
    register(session, make_member(session), TODAY, now)
    session.commit()
    for statement in ("UPDATE tax_statuses SET kind = 'unregistered'", "DELETE FROM tax_statuses"):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(statement))
        session.rollback()


def test_presets_with_a_rate_have_their_laws_sentence():
    for key, preset in PRESETS.items():
        if preset.values.get("vat.standard_rate"):
            assert key in SENTENCES
        assert sentence_for(key)


def test_a_worker_states_it_on_a_page_of_their_own(app, session, vat):
    worker = make_member(session)
    browser = sign_in(app.test_client(), worker)
    assert "Standard, 22%" in browser.get("/my/tax-status").text
    assert browser.post("/my/tax-status", data=FORM).location == "/my/papers"
    (version,) = versions(session, worker.id)
    assert (version.vat_number, version.address, version.sentence) == ("IT01234567890", "Quay 1\nTrieste", "")
    assert "registered for VAT" in browser.get("/my/papers").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"vat_number": "IT12"}, "This is no VAT number"), ({"vat_number": ""}, "Enter your VAT number"),
     ({"address": ""}, "Enter the address"), ({"trading_name": ""}, "Enter the name on invoices"),
     ({"from_on": "2031-01-01"}, "to a year from now"), ({"from_on": "soon"}, "could not be read"),
     ({"kind": ""}, "Choose one"), ({"kind": "exempt"}, "sentence that your law asks for")],
)  # fmt: skip
def test_bad_input_is_named_and_what_was_typed_is_kept(app, session, vat, wrong, said):
    worker = make_member(session)
    answer = sign_in(app.test_client(), worker).post("/my/tax-status", data={**FORM, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    typed = {**FORM, **wrong}
    assert "There is a problem" in answer.text
    for name in ("trading_name", "vat_number", "from_on"):
        assert typed[name].replace("'", "&#39;") in answer.text
    assert versions(session, worker.id) == []


def test_where_the_members_have_set_no_rate_nobody_charges_vat(app, session, coop):
    answer = sign_in(app.test_client(), make_member(session)).post("/my/tax-status", data=FORM)
    assert answer.status_code == 422
    assert "vat.standard_rate" in answer.text


def test_clients_have_no_such_page_and_the_coops_is_the_stewards(app, session, vat):
    people = {"client": make_person(session), "member": make_member(session), "steward": make_steward(session)}
    pages = ("/my/tax-status", "/desk/tax-status")
    answers = {
        who: [sign_in(app.test_client(), person).get(page).status_code for page in pages]
        for who, person in people.items()
    }
    assert answers == {"client": [403, 403], "member": [200, 403], "steward": [200, 200]}
    steward = sign_in(app.test_client(), people["steward"])
    assert steward.post("/desk/tax-status", data=FORM).location == "/desk"
    assert versions(session, None)[0].recorded_by_id == people["steward"].id
