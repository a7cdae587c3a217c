"""Freezing a vote: roll, options and terms, written down before anyone votes."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from coop.governance.candidates.models import Candidate
from coop.governance.candidates.queries import who_stands
from coop.governance.distribution import queries as distribution
from coop.governance.distribution.frozen import fraction
from coop.governance.electorate.frozen import (
    BELENIOS,
    CONSENT,
    EQUAL_SHARES,
    SCHULZE,
    SCORE,
    SCOTTISH_STV,
    YES_NO,
    FrozenVote,
)
from coop.governance.electorate.models import BeleniosVote, Opening, RollLine, VoteOption
from coop.governance.electorate.rules import pseudonym, roll_digest
from coop.governance.ideas.models import RoundProject
from coop.governance.ideas.queries import projects_of, standing
from coop.governance.proposals import amounts, letters
from coop.governance.proposals.choices import POINTS, names_digest, option_keys
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind, Refused, may_be_given, method_of, step_of
from coop.governance.tallies.consent import Consent
from coop.governance.terms.queries import in_office
from coop.governance.terms.rules import Office, Replaces
from coop.governance.words import use
from coop.ledger.models import Party, Period
from coop.money.fund.commitments.actions import NotFree, reserve
from coop.money.fund.commitments.rules import Fund
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids
from coop.policies.in_force import in_force

ELECTION_METHOD = "office.election_method"


@dataclass(frozen=True)
class Terms:
    """The terms of a vote, as they are or would be frozen at a moment."""

    vote: FrozenVote
    closes_at: dt.datetime
    grace_hours: int
    rule_ids: list[int]


def terms_at(
    session: Session, proposal: Proposal, *, roll: int, elsewhere: bool = False, at: dt.datetime
) -> Terms:
    """The terms if voting opened at `at`, by the rules then in force: shown before, frozen when it opens.

    `elsewhere`: it is held in Belenios, which can be asked only for yes or no; raises Refused.
    """
    method, options, chosen = _ballot_of(session, proposal, at=at)
    days, grace = in_force(session, "vote.period_days", at), in_force(session, "vote.grace_hours", at)
    quorum = in_force(session, f"vote.quorum.{proposal.kind}", at)
    rule_ids = [days.id, grace.id, quorum.id]
    threshold, written = "", dict[str, Any](chosen)
    if method == CONSENT:
        blocks = in_force(session, "vote.blocks", at)
        written, rule_ids = {"blocks_allowed": blocks.whole}, [*rule_ids, blocks.id]
    elif proposal.kind == Kind.DISTRIBUTE:
        period = session.get_one(Period, proposal.payload["period_id"])
        surplus, rules = distribution.frozen_surplus(session, period, at=at)
        written, rule_ids = surplus.written(), [*rule_ids, *rules]
    elif proposal.kind == Kind.ELECT:  # there is nothing to pass: with the quorum the method fills the seats
        rule_ids = [*rule_ids, in_force(session, ELECTION_METHOD, at).id]
    elif proposal.kind != Kind.PROJECTS:  # nor here: with the quorum the method funds what it can
        needed = in_force(session, f"vote.threshold.{proposal.kind}", at)
        threshold, rule_ids = needed.text, [*rule_ids, needed.id]
    cap = 0
    if elsewhere:
        days_after = in_force(session, "vote.import_days", at)
        written, rule_ids = _in_belenios(method, options, days_after.whole), [*rule_ids, days_after.id]
    elif may_be_given(proposal.kind):
        carries = in_force(session, "vote.delegation_cap", at)
        cap, rule_ids = carries.whole, [*rule_ids, carries.id]
    return Terms(
        vote=FrozenVote(proposal.reference, method, options, roll, quorum.fraction, threshold, written, cap),
        closes_at=at + dt.timedelta(days=days.whole),
        grace_hours=grace.whole,
        rule_ids=rule_ids,
    )


def _in_belenios(method: str, options: tuple[str, ...], days: int) -> dict[str, Any]:
    """What the terms of a vote say that is held there: its answers in the words that are put to members."""
    if method != YES_NO:
        raise Refused(_("Only a vote by yes or no can be held in Belenios."))
    return {"held": BELENIOS, "answers": [use(key) for key in options], "import_days": days}


def _ballot_of(
    session: Session, proposal: Proposal, *, at: dt.datetime
) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """The method of a vote, its options in ballot order, and what its terms say of them."""
    payload = proposal.payload
    if proposal.kind == Kind.PROJECTS:
        return EQUAL_SHARES, *_projects_of(session, proposal, at=at)
    if proposal.kind == Kind.ELECT:
        stand = len(who_stands(session, proposal.id, at=at))
        seats = min(int(payload["seats"]), max(1, stand))
        keys = tuple(str(number) for number in range(1, stand + 1))
        beats_all = seats == 1 or in_force(session, ELECTION_METHOD, at).text == "condorcet"
        return SCHULZE if beats_all else SCOTTISH_STV, keys, {"seats": seats}
    if proposal.kind != Kind.RESOLVE or "method" not in payload:
        return (*method_of(proposal.kind), {})
    if payload["method"] == CONSENT:
        return CONSENT, tuple(Consent), {}
    scale = dict(zip(("least", "most"), POINTS, strict=True)) if payload["method"] == SCORE else {}
    digest = {"names": names_digest(payload)} if "salt" in payload else {}
    return payload["method"], option_keys(payload), {**scale, **digest}


def freeze(
    session: Session,
    proposal: Proposal,
    *,
    members_since: dt.datetime | None = None,
    elsewhere: bool = False,
    at: dt.datetime,
) -> Opening:
    """Write roll and options, and seal them with the opening; tells everyone on the roll.

    With `members_since` only those are on it who were members at that moment too: nobody joins to swing the vote.
    """
    voters = _voters(session, at)
    if members_since is not None:
        then = set(member_ids(session, at=members_since))
        voters = [(person, token) for person, token in voters if person.id in then]
    if not voters:
        raise Refused(_("There is no member who could vote."))
    lines = [
        {"proposal_id": proposal.id, "person_id": person.id, "token": pseudonym(proposal.reference, token)}
        for person, token in voters
    ]
    # By pseudonym, not by membership number: the order on disk says nothing either.
    lines.sort(key=lambda line: str(line["token"]))
    if "options" in proposal.payload:
        proposal.payload = {**proposal.payload, "salt": secrets.token_hex(32)}
        session.flush()
    if proposal.kind == Kind.PROJECTS:
        _freeze_projects(session, proposal, at=at)
    if proposal.kind == Kind.ELECT:
        _freeze_candidates(session, proposal, at=at)
    terms = terms_at(session, proposal, roll=len(lines), elsewhere=elsewhere, at=at)
    if elsewhere:
        _send_to_belenios(session, proposal, terms, at=at)
    session.execute(insert(RollLine), lines)
    session.execute(
        insert(VoteOption),
        [
            {"proposal_id": proposal.id, "position": position, "key": key}
            for position, key in enumerate(terms.vote.options, 1)
        ],
    )
    opening = Opening(
        proposal_id=proposal.id,
        opened_at=at,
        closes_at=terms.closes_at,
        method=terms.vote.method,
        quorum=fraction(Fraction(terms.vote.quorum)),
        threshold=terms.vote.threshold_name,
        grace_hours=terms.grace_hours,
        roll_size=len(lines),
        roll_digest=roll_digest(str(line["token"]) for line in lines),
        terms=dict(terms.vote.terms),
        rule_ids=terms.rule_ids,
        delegation_cap=terms.vote.delegation_cap,
    )
    session.add(opening)
    session.flush()
    for person, _token in voters:
        letters.vote_opened(session, person, proposal, opening, at=at)
    return opening


def _send_to_belenios(session: Session, proposal: Proposal, terms: Terms, *, at: dt.datetime) -> None:
    """Write down that it is held there, if two stewards can see to its result. Raises Refused."""
    if len(in_office(session, Office.STEWARD, at=at)) < 2:
        raise Refused(_("Two stewards have to be in office: one brings its result in, another confirms it."))
    until = terms.closes_at + dt.timedelta(days=terms.vote.terms["import_days"])
    session.add(BeleniosVote(proposal_id=proposal.id, import_until=until))


def _freeze_candidates(session: Session, proposal: Proposal, *, at: dt.datetime) -> None:
    """Number who stands, by their pseudonyms in this vote: an order that nobody chose. Raises Refused."""
    standing = who_stands(session, proposal.id, at=at)
    least = in_force(session, "office.least_stewards", at).whole
    needs = least if (proposal.payload["office"], proposal.payload["replaces"]) == (Office.STEWARD, Replaces.ALL) else 1
    if len(standing) < needs:
        raise Refused(
            ngettext(
                "At least %(num)s member has to stand before voting can open.",
                "At least %(num)s members have to stand before voting can open.",
                needs,
            )
        )
    tokens = dict(
        session.execute(
            select(Person.id, Party.token)
            .join(Party, Party.id == Person.party_id)
            .where(Person.id.in_([person.id for person in standing]))
        ).all()
    )
    order = sorted((pseudonym(proposal.reference, tokens[person.id]), person.id) for person in standing)
    session.execute(
        insert(Candidate),
        [
            {"proposal_id": proposal.id, "key": str(number), "person_id": person_id}
            for number, (_token, person_id) in enumerate(order, 1)
        ],
    )


def _projects_of(session: Session, proposal: Proposal, *, at: dt.datetime) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The projects' numbers and the terms of a round: as frozen, or as they would be."""
    payload, frozen = proposal.payload, projects_of(session, proposal.id)
    costs = {key: one.version.cost_cents for key, one in frozen.items()} or {
        str(number): one.version.cost_cents for number, one in enumerate(standing(session, proposal.id, at=at), 1)
    }
    digest = {"names": names_digest(payload)} if "salt" in payload else {}
    return tuple(costs), {
        "fund": payload["fund"],
        "budget_cents": payload["amount_cents"],
        "costs": costs,
        "step": step_of(payload["amount_cents"]),
        **digest,
    }


def _freeze_projects(session: Session, proposal: Proposal, *, at: dt.datetime) -> None:
    """Number the projects in an order that nobody chose, and keep the money for them. Raises Refused."""
    stand = standing(session, proposal.id, at=at)
    if not stand:
        raise Refused(_("At least one project has to be proposed before voting can open."))
    fund, amount_cents = Fund(proposal.payload["fund"]), proposal.payload["amount_cents"]
    if any(one.version.cost_cents > amount_cents for one in stand):
        raise Refused(_("A project costs more than the round gives away: its author has to change or withdraw it."))
    salt = secrets.token_hex(32)
    stand.sort(key=lambda one: sha256(f"{salt}{one.idea.id}".encode()).digest())
    proposal.payload = {**proposal.payload, "options": [one.version.title for one in stand], "salt": salt}
    session.flush()
    session.execute(
        insert(RoundProject),
        [
            {
                "proposal_id": proposal.id,
                "key": str(number),
                "idea_id": one.idea.id,
                "cost_cents": one.version.cost_cents,
            }
            for number, one in enumerate(stand, 1)
        ],
    )
    try:
        reserve(session, proposal.reference, fund=fund, amount_cents=amount_cents, at=at)
    except NotFree as error:
        free = amounts.said(session, error.free_cents)
        raise Refused(_("The fund has only %(sum)s free by now.", sum=free)) from error


def _voters(session: Session, at: dt.datetime) -> list[tuple[Person, str]]:
    query = (
        select(Person, Party.token)
        .join(Party, Party.id == Person.party_id)
        .where(Person.id.in_(member_ids(session, at=at)))
    )
    return [(person, token) for person, token in session.execute(query)]
