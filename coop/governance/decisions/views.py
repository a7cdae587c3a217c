"""The public pages of decisions: nobody is named, everything can be counted again."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from coop.governance import words
from coop.governance.ballots.carried import Carrying, carrying, counted
from coop.governance.ballots.naming import option_names
from coop.governance.ballots.publication import chain, columns
from coop.governance.ballots.queries import has_voted, listed_on_paper, was_carried
from coop.governance.ballots.rules import read_split
from coop.governance.belenios.queries import told_of
from coop.governance.closing.queries import StatedOutcome, outcome_of
from coop.governance.closing.rules import LAPSED
from coop.governance.decisions import files, queries
from coop.governance.decisions.dividend import own_dividend
from coop.governance.decisions.recount import columns_by_hand, use_rows
from coop.governance.decisions.rules import Stage
from coop.governance.decisions.working import files_of, headline, steps_of
from coop.governance.distribution.frozen import read
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import frozen_vote, is_on_roll, opening_of, roll
from coop.governance.enactment.queries import enactment_of, failures_of
from coop.governance.enactment.rules import next_try
from coop.governance.previews.shown import Shown, shown
from coop.governance.proposals.choices import written_names
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.queries import by_reference, discussion_of, withdrawal_of
from coop.governance.proposals.rules import FOR_MEMBERS, Kind
from coop.governance.proposals.summary import said_value, what_it_does
from coop.governance.rounds.listed import listed
from coop.governance.terms.queries import stewards_are_due
from coop.governance.timeline.queries import timeline
from coop.people.guards import current_person, current_standing
from coop.people.standing.queries import Standing
from coop.policies.in_force import in_force
from coop.policies.queries import charter, decision_by_reference
from coop.policies.register import REGISTER
from coop.web import clock
from coop.web.database import session
from coop.web.text import markdown

bp = Blueprint("decisions", __name__)


@bp.get("/decisions")
def index() -> ResponseReturnValue:
    """Open, in discussion, decided; older ones page by page."""
    at, after = clock.now(), request.args.get("after", type=int)
    decided = queries.decided(session, at=at, after=after)
    older = f"/decisions?after={decided[-1].proposal.id}" if len(decided) == queries.PAGE else None
    return render_template(
        "governance/decisions/index.html",
        words=words,
        decided=decided,
        older=older,
        is_first=after is None,
        open_votes=queries.open_votes(session, at=at) if after is None else [],
        discussed=queries.in_discussion(session, at=at) if after is None else [],
        failed=queries.not_carried_out(session, at=at),
        election_is_due=stewards_are_due(session, at=at),
        founded_at=charter(session).founded_at,
    )


@bp.get("/decisions/charter")
def founding() -> ResponseReturnValue:
    """The founding charter: the values every rule began with."""
    decision = decision_by_reference(session, "charter")
    if decision is None:
        abort(404)
    coop = charter(session)
    rules = [
        (name, spec.meaning, said_value(name, spec.write(in_force(session, name, coop.founded_at).value)))
        for name, spec in REGISTER.items()
    ]
    return render_template("governance/decisions/charter.html", decision=decision, charter=coop, rules=rules)


@bp.get("/decisions/how-splits-are-counted")
def method() -> ResponseReturnValue:
    """Independent Markets in plain words, with an example one can do by hand."""
    return render_template("governance/decisions/method.html")


@bp.get("/decisions/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """One proposal: what it says, what it needs, how it ended, what it did."""
    at, proposal = clock.now(), _public(reference)
    opening = opening_of(session, proposal.id)
    standing = current_standing()
    vote = frozen_vote(session, opening, reference=reference) if opening else None
    outcome = outcome_of(session, proposal, opening, at=at) if opening else None
    failures = failures_of(session, proposal.id)
    is_private = proposal.kind in FOR_MEMBERS and not standing.is_member
    may_vote = (
        opening is not None
        and standing.person_id is not None
        and is_on_roll(session, proposal.id, standing.person_id)
    )
    seen = carrying(session, opening, standing.person_id or 0, at=at) if opening else None
    return render_template(
        "governance/decisions/show.html",
        proposal=proposal,
        words=words,
        vote=vote,
        opening=opening,
        outcome=outcome,
        stage=queries.stage_of(session, proposal, at=at),
        text=None if is_private else markdown(proposal.text),
        does=what_it_does(session, proposal),
        preview=_preview(proposal, standing),
        projects=listed(session, proposal, at=at) if proposal.kind == Kind.PROJECTS else [],
        events=timeline(session, proposal, at=at),
        begun=discussion_of(session, proposal),
        Stage=Stage,
        withdrawal=withdrawal_of(session, proposal),
        needs=words.needs(vote) if vote else [],
        held=told_of(session, proposal.id) if vote and vote.is_elsewhere else None,
        is_lapsed=outcome is not None and outcome.result.get("why") == LAPSED,
        voted=_voted(vote, outcome, seen),
        others=seen.others if seen else 0,
        given=seen.given if seen and opening and at < opening.closes_at else 0,
        delegate=seen.delegate if seen and may_vote else None,
        carries=seen.carries if seen and may_vote else 0,
        was_carried=may_vote and was_carried(session, proposal.id, standing.person_id or 0),
        may_vote=may_vote,
        has_voted=may_vote and has_voted(session, proposal.id, standing.person_id or 0),
        is_on_paper=may_vote and standing.person_id in listed_on_paper(session, proposal.id),
        quorum=vote.needs_ballots.needed_ballots(vote.roll) if vote else 0,
        surplus=read(vote.terms) if vote and vote.is_split else None,
        said_value=said_value,
        enactment=enactment_of(session, proposal.id),
        failures=failures,
        tries_at=next_try([failure.failed_at for failure in failures]),
        own=own_dividend(session, proposal, outcome, standing.person_id),
        **(
            _recount(proposal, opening, vote, outcome)
            if vote and opening and outcome and not vote.is_elsewhere
            else {"published": None, "headline": ""}
        ),
    )


@bp.get("/decisions/<reference>/ballots.csv")
def ballots_csv(reference: str) -> ResponseReturnValue:
    """The published ballots: answers with their chain, or each use's column on its own."""
    _proposal, opening, vote = _closed(reference)
    sheet = io.StringIO()
    write = csv.writer(sheet).writerow
    ballots = counted(session, opening)
    if vote.is_split:
        write(vote.options)
        table = columns([read_split(content, vote.options) for _hash, content in ballots], vote.options)
        for row in zip(*table.values(), strict=True):
            write(row)
    else:
        write(("hash", "link", "vote"))
        links = dict(chain(reference, [hashed for hashed, _content in ballots]))
        for hashed, content in ballots:
            write((hashed, links[hashed], content))
    return Response(sheet.getvalue(), mimetype="text/csv")


@bp.get("/decisions/<reference>/ballots.<any(blt, soi, toi, pb):form>")
@bp.get("/decisions/<reference>/count.<any(csv):form>")
def ballots_in(reference: str, form: str) -> ResponseReturnValue:
    """The published ballots as BLT, PrefLib or Pabulib, or as the table that `coop tally` counts."""
    proposal, opening, vote = _closed(reference)
    if vote.is_split or (form != "csv" and form not in files_of(vote)):
        abort(404)
    texts = [content for _hash, content in counted(session, opening)]
    names = written_names(proposal)
    text = files.written(vote, texts, form, title=proposal.title, names=names)
    return Response(text, mimetype="text/csv" if form == "csv" else "text/plain")


@bp.get("/decisions/<reference>/hashes.txt")
def hashes_txt(reference: str) -> ResponseReturnValue:
    """The fingerprints of all ballots in their published order, one a line, with the links of the chain."""
    _proposal, opening, _vote = _closed(reference)
    links = chain(reference, [hashed for hashed, _content in counted(session, opening)])
    return Response("".join(f"{hashed} {link}\n" for hashed, link in links), mimetype="text/plain")


@bp.get("/decisions/<reference>/roll.txt")
def roll_txt(reference: str) -> ResponseReturnValue:
    """The frozen roll as pseudonyms of this vote alone, sorted: `sha256sum` of it is the digest."""
    proposal = _public(reference)
    if opening_of(session, proposal.id) is None:
        abort(404)
    return Response("".join(f"{token}\n" for token in roll(session, proposal.id)), mimetype="text/plain")


def _voted(vote: FrozenVote | None, outcome: StatedOutcome | None, seen: Carrying | None) -> int:
    """How many have voted; of a vote held in Belenios nobody knows before its result is here."""
    if vote is not None and vote.is_elsewhere:
        return outcome.ballots if outcome else 0
    return seen.voted if seen else 0


def _preview(proposal: Proposal, standing: Standing) -> Shown | None:
    """Its effect in figures: to visitors without what one member's dividend would be, to members with their own."""
    return shown(
        session,
        proposal.kind,
        proposal.payload,
        proposal_id=proposal.id,
        party_id=current_person().party_id if standing.is_member else None,
        for_members=standing.is_member,
        at=clock.now(),
    )


def _public(reference: str) -> Proposal:
    """A proposal that is public: any but a draft."""
    found = by_reference(session, reference)
    if found is None or discussion_of(session, found) is None:
        abort(404)
    return found


def _closed(reference: str) -> tuple[Proposal, Opening, FrozenVote]:
    """Ballots are nobody's business before the vote is over."""
    proposal = _public(reference)
    opening = opening_of(session, proposal.id)
    if opening is None or clock.now() < opening.closes_at:
        abort(404)
    vote = frozen_vote(session, opening, reference=reference)
    if vote.is_elsewhere:  # whose ballots are in the archive of Belenios
        abort(404)
    return proposal, opening, vote


def _recount(proposal: Proposal, opening: Opening, vote: FrozenVote, outcome: StatedOutcome) -> dict[str, object]:
    ballots = counted(session, opening)
    if not vote.is_split:
        names = option_names(session, proposal, vote, for_members=current_standing().is_member)
        texts = [content for _hash, content in ballots]
        return {
            "published": ballots,
            "names": names,
            "steps": steps_of(vote, outcome.result, texts, names, outcome.chain_head),
            "headline": headline(vote, outcome.result, names),
            "files": files_of(vote),
        }
    published = columns([read_split(content, vote.options) for _hash, content in ballots], vote.options)
    level = Fraction(outcome.result["level"] or 0)
    return {
        "published": published,
        "rows": use_rows(outcome.result),
        "level": level,
        "by_hand": columns_by_hand(published, level),
    }
