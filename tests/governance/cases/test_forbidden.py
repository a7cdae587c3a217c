"""What neither the actions nor the databases allow, each tried on both."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from coop.governance.cases import actions
from coop.governance.cases.models import (
    Case,
    CaseAnswer,
    CaseDecision,
    CaseDraw,
    CaseEnding,
    CaseEvidence,
    CaseNotice,
    PanelVote,
    PauseSignature,
    PoolPlace,
)
from coop.governance.cases.queries import file_of
from coop.governance.cases.refusals import Refused
from coop.governance.cases.rules import Measure, Verdict
from coop.governance.proposals.actions import propose
from coop.governance.proposals.rules import Refused as ProposalRefused
from coop.people.restrictions.models import Restriction
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from coop.policies.rules import OutOfBounds
from tests.factories import make_member, make_person
from tests.governance.cases.heads import sign_head

DAY = dt.timedelta(days=1)


def refused_by_the_database(session, row, why):
    session.commit()
    session.add(row)
    with pytest.raises(DatabaseError, match=why):
        session.commit()
    session.rollback()


def panel_of(session, case):
    held = file_of(session, case)
    return [held.people[held.person_at(seat.position)] for seat in held.seats]


def test_no_answer_after_its_time_nor_twice_nor_by_another(session, complaint, members, now):
    with pytest.raises(Refused):
        actions.answer(session, complaint, by=members[0], text="I", at=now + DAY)
    actions.answer(session, complaint, by=members[1], text="No.", at=now + DAY)
    with pytest.raises(Refused, match="already"):
        actions.answer(session, complaint, by=members[1], text="Again", at=now + 2 * DAY)
    other = actions.file(session, complainant=members[2], respondent=members[1], text="He did.", at=now)
    with pytest.raises(Refused, match="over"):
        actions.answer(session, other, by=members[1], text="Late", at=now + 14 * DAY)
    refused_by_the_database(
        session, CaseAnswer(case_id=other.id, text="Late", answered_at=now + 14 * DAY), "time to answer is over"
    )


def test_no_answer_after_the_decision(session, expelled, members, now):
    with pytest.raises(Refused):
        actions.answer(session, expelled, by=members[1], text="No", at=now + 17 * DAY)
    with pytest.raises(Refused, match="decided"):
        actions.add_evidence(session, expelled, by=members[1], text="Look", at=now + 17 * DAY)
    late = CaseEvidence(case_id=expelled.id, author_id=members[1].id, text="Look", file="", given_at=now)
    refused_by_the_database(session, late, "before the decision")


def test_nothing_is_drawn_or_decided_before_the_time_to_answer_is_over(session, complaint, log, members, now):
    actions.answer(session, complaint, by=members[1], text="No.", at=now + DAY)
    assert actions.draw_if_due(session, complaint, at=now + 13 * DAY).draw is None
    early = CaseDraw(case_id=complaint.id, due_at=now + DAY, drawn_at=now + DAY, tree_size=1, root="0" * 64,
                     seed="0" * 64, pool_size=3, excluded=0)  # fmt: skip
    refused_by_the_database(session, early, "after the time to answer")
    decision = CaseDecision(case_id=complaint.id, decided_at=now + DAY, measure="dismissed", rank=0, amount=0,
                            conditions="", public_reasons="-", appeal_by=None)  # fmt: skip
    refused_by_the_database(session, decision, "before the time to answer|FOREIGN KEY|foreign key")


def test_no_seed_no_draw(session, complaint, now):
    """Until the log has signed a head from after the moment, nobody can be drawn, not even by a patient operator."""
    assert actions.draw_if_due(session, complaint, at=now + 14 * DAY + DAY / 24).draw is None


def test_no_side_and_nobody_in_conflict_is_drawn(session, people, members, stewards, now, log):
    case = actions.file(session, complainant=members[4], respondent=members[5], text="He.", is_urgent=True, at=now)
    actions.offer(session, stewards[0], willing=True, at=now)
    actions.offer(session, members[0], willing=True, at=now)
    actions.offer(session, members[1], willing=True, at=now)
    actions.say_conflict(session, members[6], other=members[5], ground="household", at=now + DAY)
    actions.say_conflict(session, members[5], other=members[7], ground="other", at=now + DAY)  # too late to count
    actions.sign_pause(session, case, by=stewards[0], reasons="He threatens.", at=now + DAY)
    sign_head(session, log, at=now + 14 * DAY)
    held = actions.draw_if_due(session, case, at=now + 15 * DAY)
    session.commit()
    drawn = {place.person_id for place in held.pool}
    assert drawn == {members[n].id for n in (0, 1, 7, 8, 9)}
    assert held.draw.excluded == 2  # the steward who signed and who shares a household; the sides are none of the pool
    for person in (members[5], stewards[0]):
        place = PoolPlace(case_id=case.id, position=9, person_id=person.id, token="f" * 64)
        refused_by_the_database(session, place, "drawn once|does not judge")


def test_too_few_willing_wait_a_week(session, coop, log, now):
    willing = [make_member(session, f"Willing {n}") for n in "ABC"]
    sides = [make_member(session, f"Side {n}") for n in "AB"]
    for member in willing[:2]:
        actions.offer(session, member, willing=True, at=now)
    case = actions.file(session, complainant=sides[0], respondent=sides[1], text="He.", at=now)
    sign_head(session, log, at=now + 14 * DAY)
    assert actions.draw_if_due(session, case, at=now + 15 * DAY).draw is None
    actions.offer(session, willing[2], willing=True, at=now + 15 * DAY)
    assert actions.draw_if_due(session, case, at=now + 20 * DAY).draw is None
    sign_head(session, log, at=now + 21 * DAY)
    held = actions.draw_if_due(session, case, at=now + 22 * DAY)
    assert held.draw.due_at == now + 21 * DAY
    assert {place.person_id for place in held.pool} == {member.id for member in willing}


def test_only_the_panel_votes_and_once(session, drawn, members, people, now):
    panel = panel_of(session, drawn)
    say = {"verdict": Verdict(Measure.WARNING), "reasons": "Loud.", "public_reasons": "Loud."}
    for stranger in (members[0], members[1], people[0], *(set(members[4:]) - set(panel))):
        with pytest.raises(Refused, match="panel"):
            actions.vote(session, drawn, by=stranger, at=now + 16 * DAY, **say)
    actions.vote(session, drawn, by=panel[0], at=now + 16 * DAY, **say)
    with pytest.raises(Refused, match="already"):
        actions.vote(session, drawn, by=panel[0], at=now + 16 * DAY, **say)
    facts = {"case_id": drawn.id, "measure": "warning", "rank": 1, "amount": 0, "conditions": "", "reasons": "x",
             "public_reasons": "x", "voted_at": now + 16 * DAY}  # fmt: skip
    refused_by_the_database(session, PanelVote(position=0, **facts), "exists|duplicate|UNIQUE|unique|identity")
    refused_by_the_database(session, PanelVote(position=3, **facts), "sits on the panel")


def test_reasons_are_asked_for_and_name_nobody(session, drawn, now):
    first = panel_of(session, drawn)[0]
    for words, why in (({"reasons": ""}, "reasons"), ({"public_reasons": "Bo Member shouted"}, "Bo, Member"),
                       ({"verdict": Verdict(Measure.CONDITIONS)}, "conditions are"),
                       ({"verdict": Verdict(Measure.SUSPENSION, 91)}, "at most 90"),
                       ({"verdict": Verdict(Measure.REFUND, 100)}, "cannot decide this")):  # fmt: skip
        said = {"verdict": Verdict(Measure.WARNING), "reasons": "Loud.", "public_reasons": "Loud."} | words
        with pytest.raises(Refused, match=why):
            actions.vote(session, drawn, by=first, at=now + 16 * DAY, **said)


def test_the_database_counts_the_panel_again(session, drawn, decide, now):
    decide(drawn, Verdict(Measure.DISMISSED), Verdict(Measure.EXPULSION))
    forged = CaseDecision(case_id=drawn.id, decided_at=now + 16 * DAY, measure="expulsion", rank=4, amount=0,
                          conditions="", public_reasons="-", appeal_by=now + 30 * DAY)  # fmt: skip
    refused_by_the_database(session, forged, "majority")


def test_no_expulsion_or_suspension_within_the_time_to_appeal(session, expelled, members, now):
    assert not actions.end_if_due(session, expelled, at=now + 29 * DAY)
    ending = CaseEnding(case_id=expelled.id, ended_at=now + 29 * DAY, overturned=False)
    refused_by_the_database(session, ending, "after the time to appeal")
    suspension = Restriction(person_id=members[1].id, kind="suspension", case_reference=expelled.reference,
                             begins_at=now + 40 * DAY, ends_at=now + 50 * DAY)  # fmt: skip
    refused_by_the_database(session, suspension, "a suspension a decision")
    actions.appeal(session, expelled, by=members[1], grounds="No.", at=now + 20 * DAY)
    assert not actions.end_if_due(session, expelled, at=now + 60 * DAY)
    for overturned in (True, False):
        ending = CaseEnding(case_id=expelled.id, ended_at=now + 60 * DAY, overturned=overturned)
        refused_by_the_database(session, ending, "as all members decide")


def test_no_appeal_too_late_nor_by_another_nor_twice(session, expelled, members, now):
    with pytest.raises(Refused, match="over"):
        actions.appeal(session, expelled, by=members[0], grounds="I.", at=now + 20 * DAY)
    with pytest.raises(Refused, match="over"):
        actions.appeal(session, expelled, by=members[1], grounds="Late.", at=now + 30 * DAY)
    actions.appeal(session, expelled, by=members[1], grounds="No.", at=now + 20 * DAY)
    with pytest.raises(Refused, match="over"):
        actions.appeal(session, expelled, by=members[1], grounds="Again.", at=now + 20 * DAY)


def test_no_member_can_write_an_appeal_as_a_proposal_by_page(client, session, members, expelled, clock):
    from tests.factories import sign_in

    sign_in(client, members[0])
    assert client.get("/decisions/new/appeal").status_code == 404
    assert "appeal" not in client.get("/decisions/new").text


def test_one_steward_alone_pauses_nobody(session, complaint, stewards, members, now):
    held = actions.sign_pause(session, complaint, by=stewards[0], reasons="He threatens.", at=now)
    assert held.pause is None
    with pytest.raises(Refused, match="Another steward"):
        actions.sign_pause(session, complaint, by=stewards[0], reasons="He does.", at=now + DAY / 24)
    pause = Restriction(person_id=members[1].id, kind="pause", case_reference=complaint.reference, begins_at=now,
                        ends_at=now + DAY)  # fmt: skip
    refused_by_the_database(session, pause, "two stewards")
    again = PauseSignature(case_id=complaint.id, steward_id=stewards[0].id, reasons="x", signed_at=now,
                           counts_until=now + DAY)  # fmt: skip
    refused_by_the_database(session, again, "two stewards in office")
    # A day later the first signature counts no more.
    held = actions.sign_pause(session, complaint, by=stewards[1], reasons="I think so too.", at=now + DAY)
    assert held.pause is None
    with pytest.raises(Refused, match="Two stewards"):
        actions.sign_pause(session, complaint, by=members[2], reasons="I think so too.", at=now + DAY)


def test_a_pause_is_not_prolonged(session, complaint, stewards, members, now):
    for steward in stewards:
        actions.sign_pause(session, complaint, by=steward, reasons="He threatens.", at=now)
    session.commit()
    other = actions.file(session, complainant=members[2], respondent=members[1], text="Me too.", at=now)
    for case in (complaint, other):
        with pytest.raises(Refused, match="Only the panel"):
            actions.sign_pause(session, case, by=stewards[0], reasons="Still.", at=now + 15 * DAY)
    longer = Restriction(person_id=members[1].id, kind="pause", case_reference=complaint.reference,
                         begins_at=now + 14 * DAY, ends_at=now + 28 * DAY)  # fmt: skip
    refused_by_the_database(session, longer, "two stewards|exists|duplicate|unique|UNIQUE")
    session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(update(Restriction).values(ends_at=now + 90 * DAY))
    session.rollback()


@pytest.mark.parametrize("model", [Case, CaseNotice, CaseDraw, PoolPlace, PanelVote, CaseDecision])
def test_no_fact_of_a_case_is_rewritten_or_deleted(session, expelled, model):
    session.commit()
    column = next(c for c in model.__table__.columns if c.name in ("filed_at", "given_at", "drawn_at", "token", "rank"))
    value = session.execute(select(column).limit(1)).scalar()
    changed = {"token": "x", "rank": 0}.get(column.name) if column.name in ("token", "rank") else value + DAY
    for statement in (update(model).values({column.name: changed}), delete(model)):
        with pytest.raises(DatabaseError, match=r"append-only|FOREIGN|foreign|violates"):
            session.execute(statement)
        session.rollback()


def test_words_of_a_case_stay_until_the_law_lets_go(session, expelled):
    session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text("UPDATE cases SET text = ''"))
    session.rollback()


def test_no_complaint_about_oneself_a_stranger_or_twice(session, complaint, members, now):
    for about, why in ((members[0], "yourself"), (make_person(session, "Cleo"), "no such member"),
                       (members[1], "under way")):  # fmt: skip
        with pytest.raises(Refused, match=why):
            actions.file(session, complainant=members[0], respondent=about, text="x", at=now)


@pytest.mark.parametrize(("rule", "value"), [
    ("process.answer_days", 13), ("process.panel_size", "4"), ("process.pause_days", 31),
    ("vote.threshold.appeal", "two-thirds"), ("vote.threshold.appeal", "simple"),
])  # fmt: skip
def test_no_vote_lowers_the_floors_of_due_process(session, coop, now, rule, value):
    with pytest.raises(OutOfBounds):
        set_rule(session, rule, value, in_force_from=now, decision=decision_by_reference(session, "charter"), at=now)


def test_what_is_voted_later_changes_nothing_about_an_open_case(session, complaint, now):
    charter = decision_by_reference(session, "charter")
    set_rule(session, "process.answer_days", 60, in_force_from=now + DAY, decision=charter, at=now)
    assert file_of(session, complaint).notice.answer_by == now + 14 * DAY


def test_an_appeal_is_not_amended(session, expelled, members, now):
    from coop.governance.proposals.actions import amend, withdraw
    from coop.governance.proposals.models import Proposal

    held = actions.appeal(session, expelled, by=members[1], grounds="No.", at=now + 20 * DAY)
    proposal = session.get(Proposal, held.appeal.proposal_id)
    with pytest.raises(ProposalRefused):
        amend(session, proposal, title="x", text="x", payload={"case": "C-1"}, reason="x", author=members[1], at=now)
    with pytest.raises(ProposalRefused):
        withdraw(session, proposal, author=members[1], reason="x", at=now)
    with pytest.raises(ProposalRefused, match="period"):
        propose(session, kind="distribute", title="x", text="x", payload={"period_id": 9}, author=members[1], at=now)
