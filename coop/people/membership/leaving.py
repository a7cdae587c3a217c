"""Leaving, and paying the share back on the rule's timetable."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import balances, chart, journal
from coop.ledger.entries import Entry, lines
from coop.people.membership.models import Departure, Membership
from coop.people.membership.refusals import N_, NotPossible
from coop.people.persons.models import Person
from coop.people.stewards.models import Stewardship
from coop.policies.in_force import in_force
from coop.policies.models import Decision
from coop.policies.queries import charter, local_day


def leave(
    session: Session, membership: Membership, *, reason: str = "", decision: Decision | None = None, at: dt.datetime
) -> Departure:
    """End a membership, of the member's own will or by the decision to expel; raises NotPossible when it has ended.

    The share becomes a debt of the co-op to them at once, to be paid by `share.redemption_days`. Retained
    dividends stay theirs and are paid back on the timetable they were retained with.
    """
    if membership.left_at is not None:
        raise NotPossible(N_("This membership has ended"))
    _leave_office(session, membership.person_id, by_decision=decision is not None, at=at)
    membership.left_at = at
    session.flush()
    person = session.get_one(Person, membership.person_id)
    share_cents = -balances.balance(session, chart.MEMBER_SHARES, party_id=person.party_id)
    rule = in_force(session, "share.redemption_days", at)
    currency, today = charter(session).currency, local_day(session, at)
    entry_id = None
    if share_cents > 0:
        entry = Entry(
            reference=f"redemption:{membership.id}:approved",
            kind="redemption",
            effective_on=today,
            postings=lines(
                (chart.MEMBER_SHARES, share_cents, currency, person.party_id),
                (chart.SHARES_REDEEMABLE, -share_cents, currency, person.party_id),
            ),
            rule_ids=(rule.id,),
            decision_id=decision.id if decision else None,
        )
        entry_id = journal.post(session, entry, at=at)
    departure = Departure(
        membership_id=membership.id,
        reason=reason.strip(),
        decision_id=decision.id if decision else None,
        redeemable_cents=share_cents,
        redeem_by=today + dt.timedelta(days=rule.whole),
        approved_entry_id=entry_id,
    )
    session.add(departure)
    session.flush()
    return departure


def _leave_office(session: Session, person_id: int, *, by_decision: bool, at: dt.datetime) -> None:
    """End a stewardship with the membership; raises NotPossible for the last steward who goes of their own will.

    Whom the members expel goes all the same: then their term ends when others are elected.
    """
    running = select(Stewardship).where(
        Stewardship.begins_at <= at, Stewardship.ends_at.is_(None) | (Stewardship.ends_at > at)
    )
    mine = session.execute(running.where(Stewardship.person_id == person_id)).scalars().all()
    if not mine:
        return
    others = (
        running.join(Membership, Membership.person_id == Stewardship.person_id)
        .where(Stewardship.person_id != person_id, Membership.left_at.is_(None))
    )  # fmt: skip
    if session.execute(others).first() is not None:
        for term in mine:
            term.ends_at, term.ended_how = at, "recalled" if by_decision else "resigned"
    elif not by_decision:
        raise NotPossible(N_("You are the only steward: others have to be elected before you can leave"))


def redeem(
    session: Session, departure: Departure, *, paid_on: dt.date, paid_by: Person, out_of: str = chart.BANK,
    at: dt.datetime,
) -> int:
    """Post that the share was paid back; returns the entry. Raises NotPossible for what is paid or was nothing."""
    if departure.approved_entry_id is None:
        raise NotPossible(N_("There is nothing to pay back"))
    if departure.paid_entry_id is not None:
        raise NotPossible(N_("This share was paid back already"))
    membership = session.get_one(Membership, departure.membership_id)
    person = session.get_one(Person, membership.person_id)
    currency = charter(session).currency
    entry = Entry(
        reference=f"redemption:{membership.id}:paid",
        kind="redemption",
        effective_on=paid_on,
        postings=lines(
            (chart.SHARES_REDEEMABLE, departure.redeemable_cents, currency, person.party_id),
            (out_of, -departure.redeemable_cents, currency),
        ),
    )
    paid_by_id, entry_id = paid_by.id, journal.post(session, entry, at=at)
    departure.paid_by_id, departure.paid_entry_id = paid_by_id, entry_id
    session.flush()
    return entry_id


def redemptions_due(session: Session) -> list[tuple[Departure, Membership, Person]]:
    """Shares not yet paid back, the most urgent first."""
    query = (
        select(Departure, Membership, Person)
        .join(Membership, Membership.id == Departure.membership_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Departure.approved_entry_id.is_not(None), Departure.paid_entry_id.is_(None))
        .order_by(Departure.redeem_by, Departure.membership_id)
    )
    return [(departure, membership, person) for departure, membership, person in session.execute(query)]
