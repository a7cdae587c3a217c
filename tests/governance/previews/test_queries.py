"""Previews from the co-op's own books, and the figures that stay when the books go on."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from coop.governance.previews.models import FrozenPreview
from coop.governance.previews.queries import fund_cents, own_figure, preview_of
from coop.governance.previews.shown import shown
from coop.governance.proposals import actions as proposals
from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.money.fund.models import Expense
from coop.money.payments.actions import SettleFacts, settle
from coop.money.payments.entries import CASH
from coop.people.membership import actions as membership
from tests.factories import make_person, membership_of, sign_in
from tests.governance.conftest import close_period

DAY = dt.timedelta(days=1)
FEBRUARY = dt.date(2026, 2, 1), dt.date(2026, 2, 28)


def job(session, person, reference, price_cents, fee_cents, now):
    facts = SettleFacts(reference, person.party_id, price_cents, fee_cents, (), 60, CASH, dt.date(2026, 2, 10))
    settle(session, facts, at=now - DAY)


@pytest.fixture
def february(session, members, now):
    """Three jobs of two members in February, closed with what their fees came to: 500 + 250 + 50."""
    job(session, members[1], "J1", 10_000, 500, now)
    job(session, members[2], "J2", 5_000, 250, now)
    job(session, members[2], "J3", 1_000, 50, now)
    period = close_period(session, opens_on=FEBRUARY[0], closes_on=FEBRUARY[1], surplus_cents=800, at=now - DAY / 2)
    session.commit()
    return period


def figures(session, kind, payload, now):
    preview = preview_of(session, kind, payload, at=now)
    return preview and {figure.key: (figure.before, figure.after) for figure in preview.figures}


def rule(name, value):
    return {"rule": name, "value": value, "in_force_from": None}


def test_a_fee_on_the_last_period(session, members, february, now):
    found = figures(session, "set-rule", rule("fee.rate", "1/25"), now)
    assert found == {
        "jobs": (3, 3), "fees": (800, 640), "workers": (15_200, 15_360), "surplus": (800, 640),
        "surplus_each": (160, 128),
    }
    least = figures(session, "set-rule", rule("fee.minimum_cents", 300), now)
    assert least["fees"] == (800, 500 + 300 + 300)


def test_ones_own_part_is_ones_own(session, members, february, now):
    own = own_figure(session, "set-rule", rule("fee.rate", "1/25"), party_id=members[2].party_id, at=now)
    assert (own.key, own.before, own.after, own.for_members) == ("own_fees", 300, 240, True)
    assert own_figure(session, "set-rule", rule("fee.rate", "1/25"), party_id=members[0].party_id, at=now) is None


def test_before_any_period_is_closed_the_running_days_are_taken(session, members, now):
    assert preview_of(session, "set-rule", rule("fee.rate", "1/25"), at=now) is None
    job(session, members[1], "J1", 10_000, 500, now)
    preview = preview_of(session, "set-rule", rule("fee.rate", "1/25"), at=now)
    assert preview.basis == "running"
    assert {figure.key: figure.after for figure in preview.figures}["surplus"] == 400


def test_floors_and_weights(session, members, february, now):
    found = figures(session, "set-rule", rule("surplus.education_floor", "1/10"), now)
    assert found == {"surplus": (800, 800), "floor:reserve": (160, 160), "floor:education": (0, 80),
                     "votable": (640, 560)}
    equal = figures(session, "set-rule", rule("patronage.equal", "1/1"), now)
    assert equal["pool"] == (640, 640)
    assert equal["dividend:smallest"] == (0, 64)  # half by hours now, half in equal parts
    cash = figures(session, "set-rule", rule("surplus.cash_share", "1/2"), now)
    assert cash["dividends_cash"][0] == 640
    assert cash["dividends_cash"][1] in (320, 321)  # each half is rounded up
    assert cash["dividends_cash"][1] + cash["dividends_kept"][1] == 640


def test_spending_takes_from_the_fund_and_the_bank(session, members, now):
    journal.post(
        session,
        Entry(reference="donation:D1", kind="donation", effective_on=now.date(),
              postings=lines((chart.BANK, 5_000, "EUR"), (chart.DONATIONS, -5_000, "EUR"))),
        at=now,
    )
    session.add(Expense(reference="X1", submitted_by_id=members[1].id, submitted_at=now, account=chart.TOOLS,
                        title="A lamp", amount_cents=1_200, spent_on=now.date(), pay_to="", receipt=""))
    session.flush()
    assert fund_cents(session) == 5_000
    assert figures(session, "spend", {"expense": "X1"}, now) == {"fund": (5_000, 3_800), "bank": (5_000, 3_800)}


def test_a_share_of_another_price_is_due_from_all(session, members, now):
    found = figures(session, "set-rule", rule("share.price_cents", 8_000), now)
    assert found["shares_due"] == (25_000, 40_000)
    assert found["members_owing"] == (5, 5)
    membership.leave(session, membership_of(session, members[4]), at=now)
    assert figures(session, "set-rule", rule("share.price_cents", 8_000), now)["members_owing"] == (4, 4)


def test_quorums_and_thresholds_are_told_in_people(session, members, now):
    assert figures(session, "set-rule", rule("vote.quorum.spend", "3/5"), now)["ballots_needed"] == (2, 3)
    found = figures(session, "set-rule", rule("vote.threshold.resolve", "consensus-minus-1"), now)
    assert found["most_no"] == (2, 1)


def test_a_distribution_says_what_a_tenth_of_the_vote_is_worth(session, members, february, now):
    found = figures(session, "distribute", {"period_id": february.id}, now)
    assert found["votable"] == (None, 640)
    assert found["tenth"] == (None, 64)
    assert found["fund:reserve"] == (0, 160)
    mine = own_figure(session, "distribute", {"period_id": february.id}, party_id=members[2].party_id, at=now)
    assert mine.after in (42, 43)  # two of three hours


def test_what_changes_no_figure_has_no_preview(session, members, february, now):
    assert preview_of(session, "resolve", {}, at=now) is None
    assert preview_of(session, "set-rule", rule("ranking.rotation", "1/10"), at=now) is None
    assert preview_of(session, "set-rule", rule("patronage.hours", "0/1"), at=now) is None  # nothing would count


def test_the_figures_that_members_voted_on_stay(app, session, members, february, now):
    proposal = proposals.propose(session, kind="set-rule", title="Fee", text="Lower", author=members[1],
                                 payload=rule("fee.rate", "4%"), at=now)
    proposals.open_vote(session, proposal, at=now + 3 * DAY)
    session.commit()
    journal.post(
        session,
        Entry(reference="donation:D9", kind="donation", effective_on=dt.date(2026, 3, 3),
              postings=lines((chart.BANK, 900, "EUR"), (chart.DONATIONS, -900, "EUR"))),
        at=now,
    )
    close_period(session, opens_on=dt.date(2026, 3, 1), closes_on=dt.date(2026, 3, 4), surplus_cents=900,
                 at=now + 4 * DAY)
    session.commit()
    with app.test_request_context():
        seen = shown(session, proposal.kind, proposal.payload, proposal_id=proposal.id, for_members=False,
                     at=now + 5 * DAY)
    assert seen.is_frozen
    assert [row.after for row in seen.rows][1] == "€6.40"
    with pytest.raises(DatabaseError):
        session.execute(update(FrozenPreview).values(figures={}))
    session.rollback()


def test_its_effect_is_looked_at_before_anything_is_sent(client, session, members, february, now, clock):
    sign_in(client, members[2])
    page = "/decisions/new/set-rule"
    sent = {"title": "Fee", "text": "Lower", "rule": "fee.rate", "value": "4%", "form_key": "k" * 30}
    looked = client.post(page, data={**sent, "look": "1"})
    assert looked.status_code == 200
    for words in ("€8.00", "€6.40", "−€1.60", "Fees on your own bookings", "Nothing is sent yet"):
        assert words in looked.text, words
    assert client.post(page, data={**sent, "value": "50%", "look": "1"}).status_code == 422
    assert "Fee" not in client.get("/decisions").text.split("<main")[1].split("Decided")[0]
    made = client.post(page, data=sent)
    assert made.status_code == 303
    assert "€6.40" in client.get(made.location).text
    show = made.location.removesuffix("/discussion")
    sign_in(client, make_person(session))
    public = client.get(show).text
    assert "€6.40" in public
    assert "your own" not in public
