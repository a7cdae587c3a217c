"""Proposals are discussed before they are voted on, and change only in the open."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from coop.governance.ballots.actions import cast
from coop.governance.ballots.chores import remind
from coop.governance.closing.actions import close_due
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import options_of, roll
from coop.governance.electorate.rules import roll_digest
from coop.governance.enactment.actions import enact_due
from coop.governance.proposals import actions as proposals
from coop.governance.proposals import queries
from coop.governance.proposals.rules import Refused, difference
from coop.ledger import chart, journal
from coop.ledger.balances import balance
from coop.ledger.entries import Entry, lines
from coop.ledger.models import Party
from coop.money.fund.models import Expense
from coop.notices.models import Notice
from tests.factories import make_member

DAY = dt.timedelta(days=1)


def told(session, kind):
    return sorted(session.execute(select(Notice.person_id).where(Notice.kind == kind)).scalars())


def test_a_vote_opens_only_after_the_days_of_discussion(session, members, now):
    proposal = proposals.propose(session, kind="resolve", title="T", text="", payload={}, author=members[0], at=now)
    with pytest.raises(Refused, match="3 days"):
        proposals.open_vote(session, proposal, at=now + 3 * DAY - dt.timedelta(seconds=1))
    proposals.open_vote(session, proposal, at=now + 3 * DAY)
    with pytest.raises(Refused, match="opened"):
        proposals.open_vote(session, proposal, at=now + 3 * DAY)


def test_the_roll_is_frozen_with_its_digest_and_all_on_it_are_told(session, members, open_resolution, now):
    make_member(session, "Lou Late", at=now + DAY)
    opening = session.get(Opening, open_resolution.id)
    assert opening.roll_size == len(members)
    assert opening.roll_digest == roll_digest(roll(session, open_resolution.id))
    assert opening.closes_at == now + 7 * DAY
    assert options_of(session, open_resolution.id) == ("yes", "no", "abstain")
    assert told(session, "vote-opened") == sorted(person.id for person in members)


def test_an_amendment_keeps_the_words_before(session, members, resolution, now):
    proposals.amend(session, resolution, title="Meet on Tuesdays", text="We meet on Tuesdays.", payload={},
                    reason="Mondays are full", author=members[1], at=now)
    kept = queries.amendments_of(session, resolution)[0]
    assert kept.before["text"] == "We meet on Mondays."
    pieces = difference(kept.before["text"], kept.after["text"])
    assert [(piece.change, piece.text) for piece in pieces] == [
        ("kept", "We meet on "), ("removed", "Mondays."), ("added", "Tuesdays."),
    ]
    with pytest.raises(Refused, match="author"):
        proposals.amend(session, resolution, title="X", text="Y", payload={}, reason="", author=members[2], at=now)


def test_nothing_changes_once_voting_is_open(session, members, open_resolution, now):
    with pytest.raises(Refused, match="no longer change"):
        proposals.amend(session, open_resolution, title="X", text="Y", payload={}, reason="", author=members[1],
                        at=now)
    with pytest.raises(Refused, match="no longer change"):
        proposals.withdraw(session, open_resolution, author=members[1], reason="", at=now)


def test_a_withdrawn_proposal_is_not_voted_on(session, members, resolution, now):
    proposals.withdraw(session, resolution, author=members[1], reason="Second thoughts", at=now)
    with pytest.raises(Refused, match="withdrawn"):
        proposals.open_vote(session, resolution, at=now)
    with pytest.raises(Refused):
        proposals.comment(session, resolution, author=members[2], text="But why?", at=now)


def test_answers_stand_under_what_they_answer(session, members, resolution, now):
    first = proposals.comment(session, resolution, author=members[1], text="One", at=now)
    proposals.comment(session, resolution, author=members[2], text="Two", at=now)
    answer = proposals.comment(session, resolution, author=members[2], text="Re", answers=first, at=now)
    proposals.comment(session, resolution, author=members[1], text="Re re", answers=answer, at=now)
    session.expire_all()
    threads = queries.threads_of(session, resolution)
    assert [(said.text, [one.text for one in answers]) for said, answers in threads] == [
        ("One", ["Re", "Re re"]), ("Two", []),
    ]


def test_those_who_have_not_voted_are_reminded_once(session, members, open_resolution, now):
    cast(session, open_resolution, person=members[0], content="yes", at=now)
    assert remind(session, at=now + 4 * DAY) == 0
    assert remind(session, at=now + 5 * DAY) == len(members) - 1
    assert remind(session, at=now + 6 * DAY) == 0
    assert told(session, "vote-closing") == sorted(person.id for person in members[1:])


def pass_and_enact(session, members, now, **facts):
    proposal = proposals.propose(session, author=members[0], at=now, title="T", text="", **facts)
    proposals.open_vote(session, proposal, at=now + 3 * DAY)
    for person in members:
        cast(session, proposal, person=person, content="yes", at=now + 4 * DAY)
    close_due(session, at=now + 10 * DAY)
    assert enact_due(session, at=now + 11 * DAY) == 1
    session.commit()
    return proposal


def move(session, reference, *candidates, at):
    journal.post(session, Entry(reference=reference, kind="donation", effective_on=at.date(),
                                postings=lines(*candidates)), at=at)


def test_an_expense_is_approved_by_vote(session, members, now):
    move(session, "donation:D1", (chart.BANK, 500_000, "EUR"), (chart.DONATIONS, -500_000, "EUR"), at=now)
    expense = Expense(reference="X1", submitted_by_id=members[1].id, submitted_at=now, account=chart.TOOLS,
                      title="A cargo bike", amount_cents=120_000, spent_on=now.date(), pay_to="Bike shop", receipt="")
    session.add(expense)
    session.flush()
    pass_and_enact(session, members, now, kind="spend", payload={"expense": "X1"})
    assert balance(session, chart.ACCOUNTS_PAYABLE) == -120_000
    with pytest.raises(Refused, match="waits for approval"):
        proposals.propose(session, kind="spend", title="T", text="", payload={"expense": "X1"}, author=members[0],
                          at=now + 12 * DAY)


def test_a_debt_is_written_off_by_vote_up_to_what_is_owed(session, members, now):
    party = members[2].party_id
    move(session, "donation:D1", (chart.WORKER_FEES, 900, "EUR", party), (chart.FEES, -900, "EUR", party), at=now)
    token = session.get(Party, party).token
    owed = {"account": chart.WORKER_FEES, "party_token": token}
    with pytest.raises(Refused, match="up to what is owed"):
        proposals.propose(session, kind="write-off", title="T", text="", author=members[0], at=now,
                          payload={**owed, "amount_cents": 901})
    pass_and_enact(session, members, now, kind="write-off", payload={**owed, "amount_cents": 900})
    assert balance(session, chart.WORKER_FEES, party_id=party) == 0
    assert balance(session, chart.BAD_DEBT) == 900
