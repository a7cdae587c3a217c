"""A whole small co-op, made through the site's own actions, and its public export."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from coop.commons.exports.archive import write_folder
from coop.commons.log.sources import SOURCES
from coop.governance.ballots.actions import cast
from coop.governance.candidates.queries import candidates_of
from coop.governance.closing.actions import close_due
from coop.governance.elections.actions import answer, nominate
from coop.governance.enactment.actions import enact_due
from coop.governance.offices.actions import answer as reply
from coop.governance.offices.actions import count_back, resign
from coop.governance.proposals.actions import open_vote, propose
from coop.governance.proposals.models import Proposal
from coop.governance.terms.queries import in_office
from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.ledger.log import sequencing, signing
from coop.money.payments.entries import completion_entry
from coop.money.split.rules import fee_cents
from coop.money.teams.rules import split
from coop.people.persons.models import Person
from coop.policies import actions as policies
from coop.policies.in_force import in_force
from tests.commons.books import booking, simple
from tests.factories import make_member, make_person
from tests.logs import begin

FOUNDED = dt.datetime(2025, 12, 1, 9, 0, tzinfo=dt.UTC)
NAMES = ("Ada", "Bo", "Cem", "Dua", "Eli", "Fay", "Gus")
SPLITS = (
    (60, 20, 0, 10, 10),
    (50, 50, 0, 0, 0),
    (100, 0, 0, 0, 0),
    (35, 15, 15, 15, 20),
    (45, 5, 30, 0, 20),
    (70, 10, 5, 5, 10),
)


def day(number: int, month: int = 1) -> dt.date:
    """A day of 2026."""
    return dt.date(2026, month, number)


def moment(number: int, month: int = 1, hour: int = 12) -> dt.datetime:
    """A moment of 2026."""
    return dt.datetime(2026, month, number, hour, tzinfo=dt.UTC)


def build(session: Session, *, small_days: int = 0) -> None:
    """Found, work, close January, vote on a new fee and on the surplus, carry both out, fill a vacant seat, work on.

    `small_days`: the founding value of the rule.
    """
    policies.found(
        session,
        name="Harbour Hands",
        currency="EUR",
        timezone="Europe/Paris",
        preset="france-scop",
        at=FOUNDED,
        overrides={
            "surplus.education_floor": "1/20",
            "surplus.cash_share": "1/5",
            "fee.minimum_cents": 150,
            "ledger.small_days": small_days,
        },
    )
    members = [make_member(session, name, at=FOUNDED + dt.timedelta(days=1)) for name in NAMES]
    outsider = make_person(session, "Olu", at=FOUNDED)
    _work(session, members, outsider)
    _close(session)
    fee = _vote(
        session,
        members,
        "set-rule",
        "A fee of 6%",
        {"rule": "fee.rate", "value": "6%", "in_force_from": None},
        ["yes"] * 5 + ["no", "abstain"],
    )
    lost = _vote(session, members, "resolve", "A second toad", {}, ["no"] * 5 + ["yes"])
    shared = _vote(session, members, "distribute", "The surplus of January", {"period_id": 1}, SPLITS)
    assert {fee.reference, lost.reference, shared.reference} == {fee.reference, lost.reference, shared.reference}
    _choices(session, members)
    _elections(session, members)
    assert close_due(session, at=moment(14, 2)) == 7
    assert enact_due(session, at=moment(16, 2)) >= 4
    assert close_due(session, at=moment(19, 2, hour=13)) == 2
    assert enact_due(session, at=moment(19, 2, hour=14)) == 2
    _vacancy(session)
    late = moment(20, 2)
    journal.post_all(
        session, booking(session, "N1", party=members[0].party_id, price=10_050, day=day(20, 2), at=late), at=late
    )
    session.commit()


def _choices(session: Session, members: list[Person]) -> None:
    """A vote by each way of choosing: two that pass, one that is tied by lot, one that a block stops."""
    words = ["On Mondays", "On Fridays", "Never"]
    for method, ballots in (
        ("approval", [{"1": 1}, {"1": 1, "2": 1}, {"2": 1}, {"0": 1}, {}]),
        ("score", [{"1": 5, "2": 1}, {"1": 4}, {"3": 5, "0": 1}, {"2": 3}]),
        ("schulze", [{"1": 1, "2": 2}, {"2": 1, "3": 2, "0": 3}, {"3": 1, "1": 1, "0": 2}, {"2": 1}]),
    ):
        _vote(session, members, "resolve", f"By {method}", {"method": method, "options": words}, ballots)
    _vote(session, members, "resolve", "By consent", {"method": "consent"}, ["agree"] * 5 + ["block: It harms us"])


def _elections(session: Session, members: list[Person]) -> None:
    """One seat by Schulze, and two by Scottish STV with a surplus, an exclusion and a ballot that runs out."""
    first, second, third, fourth = members[:4]
    _elect(session, members, [first, second], 1, "steward", "", [[first], [second, first], [first, second], []])
    ranked = [[first, third], [first, third], [first, second], [second], [fourth, second], [third], [first]]
    _elect(session, members, members[:4], 2, "committee", "Kitchen", ranked)


def _elect(session: Session, members: list[Person], standing, seats: int, office: str, body: str, ranked) -> None:
    proposal = propose(
        session, kind="elect", title=f"Elect: {office}", text="For a year.", author=members[0], at=moment(3, 2),
        payload={"office": office, "body": body, "seats": seats, "replaces": "all"},
    )  # fmt: skip
    for person in standing:
        nominate(session, proposal, nominee=person, by=members[0], at=moment(4, 2))
        answer(session, proposal, nominee=person, accepts=True, statement="Gladly.", at=moment(4, 2))
    open_vote(session, proposal, at=moment(11, 2))
    numbers = {person.id: key for key, person in candidates_of(session, proposal.id).items()}
    for voter, row in zip(members, ranked, strict=False):
        content = {numbers[person.id]: rank for rank, person in enumerate(row, 1)}
        cast(session, proposal, person=voter, content=content, at=moment(12, 2))


def _vacancy(session: Session) -> None:
    """One of the committee leaves; whom their ballots choose first declines, the next one takes the seat."""
    term, person = in_office(session, "committee", body="Kitchen", at=moment(20, 2, hour=8))[0]
    resign(session, term, person=person, at=moment(20, 2, hour=8))
    for hour, accepts in ((9, False), (11, True)):
        asked = count_back(session, term, name="Kitchen", at=moment(20, 2, hour=hour))
        chosen = candidates_of(session, asked.proposal_id)[asked.key]
        reply(session, asked, person=chosen, accepts=accepts, at=moment(20, 2, hour=hour + 1))


def _work(session: Session, members: list[Person], outsider: Person) -> None:
    workers = [*members, outsider]
    for n in range(30):
        party = workers[n % len(workers)].party_id
        made = booking(
            session,
            f"J{n:02}",
            party=party,
            price=2_345 + 777 * n,
            minutes=35 + 11 * n,
            day=day(2 + n % 27),
            method="cash" if n % 4 == 3 else "transfer",
            at=moment(2 + n % 27),
        )
        journal.post_all(session, made, at=moment(2 + n % 27))
    at = moment(29)
    rate = policies_cited(session, at)
    least = in_force(session, "fee.minimum_cents", at).whole
    fee = fee_cents(7_001, in_force(session, "fee.rate", at).fraction, least)
    parts = [(members[0].party_id, 2), (members[1].party_id, 1)]
    for reference, method in (("T1", "transfer"), ("T2", "cash")):
        done = completion_entry(
            reference, worker_party_id=members[0].party_id, price_cents=7_001, fee_cents=fee, minutes=60, method=method,
            day=day(29), currency="EUR", rule_ids=rate, team=split(7_001 - fee, fee, parts), parts="2:1",
        )  # fmt: skip
        paid = simple(f"booking:{reference}:paid", "booking-paid", chart.BANK, chart.CLIENTS_HELD, 7_001, day=day(29))
        journal.post_all(session, [one for one in (paid if method != "cash" else None, done) if one], at=at)
    journal.post_all(
        session,
        [
            simple(
                "booking:J00:tip:1",
                "tip",
                chart.BANK,
                chart.WORKERS_PAYABLE,
                500,
                party=members[0].party_id,
                day=day(29),
            ),
            simple(
                "share:1:1", "share", chart.BANK, chart.MEMBER_SHARES, 5_000, party=members[0].party_id, day=day(29)
            ),
            simple("expense:E-1:approved", "expense", chart.RUNNING, chart.ACCOUNTS_PAYABLE, 1_234, day=day(29)),
            simple("booking:X1:paid", "booking-paid", chart.BANK, chart.CLIENTS_HELD, 6_000, day=day(29)),
            Entry(
                "booking:X1:cancelled",
                "cancellation",
                day(29),
                lines(
                    (chart.CLIENTS_HELD, 3_000, "EUR"),
                    (chart.WORKERS_PAYABLE, -1_850, "EUR", members[1].party_id),
                    (chart.FEES, -150, "EUR", members[1].party_id),
                    (chart.CANCELLATIONS, -1_000, "EUR"),
                ),
                rule_ids=rate,
            ),
            simple("donation:D-1", "donation", chart.BANK, chart.DONATIONS, 900, day=day(29)),
            simple("donation:D-2", "donation", chart.BANK, chart.DONATIONS, 1_000, day=day(29)),
        ],
        at=at,
    )
    known = journal.post(
        session, simple("donation:D-2", "donation", chart.BANK, chart.DONATIONS, 1_000, day=day(29)), at=at
    )
    journal.reverse(session, known, effective_on=day(29), memo="twice", at=at)


def policies_cited(session: Session, at: dt.datetime) -> tuple[int, ...]:
    """The fee's rule versions at a moment."""
    return tuple(in_force(session, name, at).id for name in ("fee.rate", "fee.minimum_cents"))


def _close(session: Session) -> None:
    from coop.money.periods.actions import close

    # December saw nothing; the first period begins with the founding.
    close(session, opens_on=day(1), closes_on=day(31), at=moment(2, 2))


def _vote(session: Session, members: list[Person], kind: str, title: str, payload: dict, ballots) -> Proposal:
    proposal = propose(
        session, kind=kind, title=title, text="Why and what for.", payload=payload, author=members[0], at=moment(2, 2)
    )
    open_vote(session, proposal, at=moment(6, 2))
    options = ("dividends", "reserve", "solidarity", "education", "projects")
    for person, ballot in zip(members, ballots, strict=False):
        content = dict(zip(options, ballot, strict=True)) if isinstance(ballot, tuple) else ballot
        cast(session, proposal, person=person, content=content, at=moment(7, 2))
    return proposal


def seal(session: Session, folder: Path) -> Path:
    """Give every fact its leaf, under a dozen tree heads and two keys; the key's file, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    key_file = begin(session, folder, at=moment(28, 2, hour=1))
    hour = 1
    while sequencing.sequence(session, SOURCES, limit=23):
        hour += 1
        signing.sign(session, key_file, at=moment(28, 2, hour=hour))
        session.commit()
        if hour == 5:
            signing.rotate(session, key_file, at=moment(28, 2, hour=hour))
            session.commit()
    return key_file


def export(session: Session, folder: Path) -> Path:
    """The specimen's public export, its log signed."""
    seal(session, folder.parent / "key")
    write_folder(session, folder, at=moment(1, 3))
    return folder
