"""The words of a case are kept while it is open and as long as the law wants; then they go, and the outcome stays."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from coop.commons.erasure.models import KeptByLaw
from coop.commons.personal_data import queries as personal_data
from coop.db.erasing import Subject
from coop.governance.cases import actions, keeping
from coop.governance.cases.models import CaseDecision, CaseEvidence, PanelVote
from coop.governance.cases.queries import file_of
from coop.governance.cases.rules import Measure, Verdict

DAY = dt.timedelta(days=1)


def subject_of(person):
    return Subject(person.id, person.party_id, person.display_name, person.email, "Former member")


@pytest.fixture
def ended(session, drawn, decide, members, stewards, now):
    """Paused, decided for conditions, and over."""
    actions.add_evidence(session, drawn, by=members[1], text="Look at this.", file="a" * 64 + ".png", at=now + 15 * DAY)
    for steward in stewards:
        actions.sign_pause(session, drawn, by=steward, reasons="Danger.", at=now + 15 * DAY)
    actions.lift_pause(session, drawn, by=stewards[0], reason="It is over.", at=now + 15 * DAY)
    decide(drawn, *[Verdict(Measure.CONDITIONS)] * 3)
    assert actions.end_if_due(session, drawn, at=now + 31 * DAY)
    session.commit()
    return drawn


def test_nobody_is_erased_out_of_an_open_case(session, drawn, members, people, now):
    held = file_of(session, drawn)
    panelist = held.people[held.person_at(0)]
    for person, waits in ((members[0], True), (members[1], True), (panelist, True), (people[0], False)):
        found = keeping.cases_are_over(session, subject_of(person), now + 16 * DAY)
        assert bool(found) is waits
        assert all(obstacle.link == f"/cases/{drawn.reference}" for obstacle in found)


def test_both_sides_words_are_kept_for_the_years_of_the_rule_and_then_go(session, ended, members, now):
    kept = keeping.kept_by_law(session, subject_of(members[1]), now + 40 * DAY)
    assert {each.table for each in kept} == {
        "cases", "case_evidence", "case_answers", "case_votes", "case_decisions", "case_pause_signatures",
        "restriction_ends",
    }  # fmt: skip
    assert {each.until for each in kept} == {dt.date(2033, 12, 31)}
    assert kept == keeping.kept_by_law(session, subject_of(members[0]), now + 40 * DAY)
    for each in kept:
        with pytest.raises(DatabaseError, match="append-only"):
            keeping.EXPIRED[each.table](session, each.key)
        session.rollback()
    for each in kept:
        session.add(KeptByLaw(table=each.table, key=each.key, until=each.until))
    session.commit()
    files = [name for each in kept for name in keeping.EXPIRED[each.table](session, each.key).files]
    session.commit()
    assert files == ["cases/receipts/" + "a" * 64 + ".png"]
    assert keeping.kept_by_law(session, subject_of(members[1]), now + 40 * DAY) == []
    for table in ("cases", "case_evidence", "case_answers"):
        assert set(session.execute(text(f"SELECT text FROM {table}")).scalars()) <= {""}
    assert set(session.execute(select(PanelVote.reasons)).scalars()) == {""}
    assert session.execute(select(CaseDecision.public_reasons)).scalar_one() == "It was loud and it was wrong."
    assert session.execute(select(CaseDecision.conditions)).scalar_one() == ""


def test_a_file_that_another_case_needs_stays(session, ended, members, now):
    other = actions.file(session, complainant=members[2], respondent=members[3], text="x", evidence="a" * 64 + ".png",
                         at=now)  # fmt: skip
    assert other.id != ended.id
    row = session.execute(select(CaseEvidence).where(CaseEvidence.case_id == ended.id)).scalar_one()
    session.add(KeptByLaw(table="case_evidence", key=str(row.id), until=dt.date(2033, 12, 31)))
    session.commit()
    assert keeping.EXPIRED["case_evidence"](session, str(row.id)).files == []


def test_ones_data_holds_what_was_said_about_one_and_no_panels_notes(session, ended, members, people):
    tables = dict(personal_data.rows(session, members[1]))
    assert tables["cases"][0]["text"] == "He shouted at me."
    assert tables["case_answers"][0]["text"] == "I did not."
    assert tables["case_decisions"][0]["measure"] == "conditions"
    assert "case_votes" not in tables
    held = file_of(session, ended)
    panelist = held.people[held.person_at(1)]
    votes = dict(personal_data.rows(session, panelist))["case_votes"]
    assert [vote["position"] for vote in votes] == [1]
    assert "cases" not in dict(personal_data.rows(session, panelist))
