"""From a closed period to dividends: votes cast, counted, carried out once, exact to the cent."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from sqlalchemy import select

from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.closing.models import Outcome
from coop.governance.distribution.queries import dividends_of, lines_of, sheet_of
from coop.governance.enactment.actions import enact_due
from coop.governance.enactment.models import Enactment
from coop.ledger import chart
from coop.ledger.balances import balance, balances
from coop.ledger.checks import findings
from coop.ledger.models import EntryRow

DAY = dt.timedelta(days=1)
SPLITS = (
    {"dividends": 50, "reserve": 50},
    {"dividends": 50, "solidarity": 50},
    {"dividends": 20, "projects": 80},
    {"education": 100},
)


def vote_and_close(session, members, proposal, now):
    for person, split in zip(members, SPLITS, strict=False):
        cast(session, proposal, person=person, content=split, at=now + 4 * DAY)
    session.commit()
    assert close_due(session, at=now + 11 * DAY) == 1
    session.commit()


def test_a_surplus_is_voted_on_and_posted_to_the_cent(session, members, distribution, now):
    vote_and_close(session, members, distribution, now)
    assert enact_due(session, at=now + 11 * DAY) == 1
    session.commit()

    outcome = session.get(Outcome, distribution.id)
    assert sum(map(Fraction, outcome.result["shares"].values())) == 1
    assert sum(line["cents"] for line in outcome.result["lines"]) == 100_001
    booked = balances(session, since=dt.date(2026, 3, 1))
    assert booked.pop((chart.SURPLUS, "EUR")) == 100_001
    assert sum(booked.values()) == -100_001
    assert balance(session, chart.SURPLUS) == 0
    assert findings(session) == []

    sheet = sheet_of(session, outcome.decision_id)
    each = dividends_of(session, outcome.decision_id)
    assert sheet.surplus_cents == 100_001
    assert sum(line.amount_cents for line in lines_of(session, outcome.decision_id)) == 100_001
    assert sum(line.amount_cents for line in each) == sheet.dividend_cents > 0
    assert balance(session, chart.PATRONAGE_PAYABLE) == -sum(line.cash_cents for line in each)
    assert sorted(line.minutes for line in each) == [0, 60, 120, 180, 240]
    # By hours: the fifth member did none, and a second does not change what the first got.
    assert {line.minutes for line in each if line.amount_cents == 0} == {0}


def test_every_entry_cites_the_decision_and_is_keyed_by_it(session, members, distribution, now):
    vote_and_close(session, members, distribution, now)
    enact_due(session, at=now + 11 * DAY)
    session.commit()

    done = session.get(Enactment, distribution.id)
    entries = session.execute(select(EntryRow).where(EntryRow.decision_id == done.decision_id)).scalars().all()
    assert {entry.reference for entry in entries} == {effect["reference"] for effect in done.effects}
    assert all(entry.reference.startswith(f"decision:{distribution.reference}:") for entry in entries)
    assert all(entry.rule_ids for entry in entries)


def test_without_a_quorum_the_rest_goes_to_reserve(session, members, distribution, now):
    cast(session, distribution, person=members[0], content=SPLITS[0], at=now + 4 * DAY)
    close_due(session, at=now + 11 * DAY)
    enact_due(session, at=now + 11 * DAY)
    session.commit()
    assert balance(session, chart.RESERVE) == -100_001
    assert session.get(Outcome, distribution.id).result["quorum_reached"] is False


def test_nothing_is_carried_out_within_the_grace_period(session, members, distribution, now):
    vote_and_close(session, members, distribution, now)
    assert enact_due(session, at=now + 10 * DAY + dt.timedelta(hours=23)) == 0
    assert enact_due(session, at=now + 11 * DAY) == 1


def test_work_of_non_members_earns_no_member_a_dividend(session, members, now):
    from coop.governance.proposals import actions as proposals
    from tests.factories import make_person
    from tests.governance.conftest import close_period, complete_booking

    stranger = make_person(session, "Sam Stranger")
    for person, reference in ((members[0], "B1"), (stranger, "B2")):
        complete_booking(session, person, reference=reference, day=dt.date(2026, 2, 10), fee_cents=5_000,
                         minutes=60, at=now)
    period = close_period(session, opens_on=dt.date(2026, 2, 1), closes_on=dt.date(2026, 2, 28),
                          surplus_cents=10_000, at=now)
    proposal = proposals.propose(session, kind="distribute", title="Share", text="", author=members[0],
                                 payload={"period_id": period.id}, at=now)
    proposals.open_vote(session, proposal, at=now + 3 * DAY)
    for person in members:
        cast(session, proposal, person=person, content={"dividends": 100}, at=now + 4 * DAY)
    close_due(session, at=now + 10 * DAY)
    enact_due(session, at=now + 11 * DAY)
    session.commit()
    assert balance(session, chart.RESERVE) == -5_000
    assert balance(session, chart.PATRONAGE_PAYABLE) == -5_000
    assert balance(session, chart.PATRONAGE_PAYABLE, party_id=stranger.party_id) == 0


def test_the_lines_of_the_entry_stand_in_the_order_of_pseudonyms(session, members, distribution, now):
    """Sorted by membership number, a public entry would tell who got what."""
    from coop.governance.electorate.rules import pseudonym
    from coop.ledger.models import Account, Party, PostingRow

    vote_and_close(session, members, distribution, now)
    enact_due(session, at=now + 11 * DAY)
    rows = session.execute(
        select(Party.token)
        .join(PostingRow, PostingRow.party_id == Party.id)
        .join(Account, Account.id == PostingRow.account_id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(EntryRow.kind == "patronage", Account.code == chart.PATRONAGE_PAYABLE)
        .order_by(PostingRow.line)
    ).scalars()
    names = [pseudonym(distribution.reference, token) for token in rows]
    assert len(names) == 4
    assert names == sorted(names)
