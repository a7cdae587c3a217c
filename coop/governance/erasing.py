"""Votes and a person who goes. Ballots are nobody's; what was put to a vote is the co-op's record and stays.

What they said in discussions goes, and so do their proposals that never came to a vote. The roll and the marks of who
has voted lead to an empty row of `people`.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from coop.db.erasing import Fates, Gone, Obstacle, Subject, fates, mentions
from coop.governance.ballots.models import Closing
from coop.governance.candidates.models import Nomination, NominationAnswer
from coop.governance.cases import keeping
from coop.governance.closing.models import Outcome
from coop.governance.distribution.models import DistributionSheet
from coop.governance.electorate.models import Opening, RollLine
from coop.governance.enactment.models import Enactment
from coop.governance.ideas.models import ProjectIdea, ProjectIdeaVersion, ProjectIdeaWithdrawal, RoundProject
from coop.governance.proposals.models import (
    Amendment,
    AmendmentAnswer,
    AmendmentOffer,
    Comment,
    Proposal,
    Withdrawal,
)
from coop.ledger.models import Period
from coop.people.erasing import BLANK
from coop.people.membership.models import Membership
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day

FATES: dict[str, Fates] = {
    "proposals": fates(nameless="author_id", blanked="title text payload", nobody="reference kind"),
    "discussions": fates(),
    "amendments": fates(nameless="author_id", blanked="reason before after"),
    "comments": fates(nameless="author_id", blanked="text", nobody="stance"),
    "amendment_offers": fates(nameless="author_id", blanked="reason before after"),
    "amendment_answers": fates(blanked="reason", nobody="answer"),
    "cosponsorships": fates(nameless="person_id"),
    "comment_reactions": fates(nameless="person_id", nobody="reaction"),
    "frozen_previews": fates(nobody="figures"),
    "withdrawals": fates(blanked="reason"),
    "vote_openings": fates(nobody="method quorum threshold roll_digest terms rule_ids"),
    "vote_options": fates(nobody="key"),
    "vote_rolls": fates(nameless="person_id token"),
    "voter_marks": fates(nameless="person_id"),
    "carried_marks": fates(nameless="person_id"),
    "delegations": fates(nameless="delegator_id delegate_id"),
    "delegation_answers": fates(),
    "delegation_ends": fates(nobody="how"),
    "ballots": fates(nobody="hash content"),
    "carried_ballots": fates(nameless="delegate_id", nobody="hash content"),
    "paper_batches": fates(nameless="opened_by_id"),
    "paper_names": fates(nameless="person_id"),
    "paper_contents": fates(nobody="content"),
    "paper_signings": fates(nameless="signed_by_id"),
    "paper_discards": fates(nameless="discarded_by_id", nobody="reason"),
    "belenios_votes": fates(),
    "belenios_places": fates(nameless="given_by_id", nobody="address"),
    "belenios_imports": fates(nameless="imported_by_id", nobody="archive sha256 election checked_with"),
    "belenios_answers": fates(nameless="answered_by_id", nobody="reason"),
    "published_ballots": fates(nobody="hash content"),
    "closings": fates(),
    "vote_reminders": fates(),
    "vote_sweeps": fates(),
    "outcomes": fates(nobody="chain_head result statement"),
    "enactments": fates(nobody="effects"),
    "enactment_failures": fates(nobody="reason"),
    "distributions": fates(),
    "distribution_lines": fates(nobody="use basis share"),
    "dividend_lines": fates(nameless="token", nobody="share"),
    "cases": fates(nameless="complainant_id respondent_id booking", kept="text", nobody="reference kind"),
    "case_notices": fates(nobody="rule_ids"),
    "case_evidence": fates(nameless="author_id", kept="text file"),
    "case_answers": fates(kept="text"),
    "panel_offers": fates(nameless="person_id"),
    "panel_conflicts": fates(nameless="person_id other_id", nobody="ground"),
    "case_draws": fates(nobody="root seed"),
    "case_pool": fates(nameless="person_id token"),
    "case_recusals": fates(nobody="ground"),
    "case_votes": fates(kept="conditions reasons", nobody="measure public_reasons"),
    "case_decisions": fates(kept="conditions", nobody="measure public_reasons"),
    "case_appeals": fates(kept="grounds"),
    "case_endings": fates(),
    "case_pause_signatures": fates(nameless="steward_id", kept="reasons"),
    "committee_seats": fates(nameless="person_id", nobody="body ended_how"),
    "nominations": fates(nameless="nominee_id nominated_by_id"),
    "nomination_answers": fates(blanked="statement"),
    "candidates": fates(nameless="person_id", nobody="key"),
    "countbacks": fates(nobody="office vacated key"),
    "countback_answers": fates(),
    "countback_passed_over": fates(nobody="key"),
    "case_reminders": fates(nameless="person_id", nobody="about"),
    "project_ideas": fates(nameless="author_id"),
    "project_idea_versions": fates(blanked="title text carried_out_by"),
    "project_idea_withdrawals": fates(),
    "round_projects": fates(nobody="key"),
}


def votes_are_over(session: Session, subject: Subject, _at: dt.datetime) -> list[Obstacle]:
    """While a vote they may take part in is open or uncounted, the roll has to name its voters."""
    query = (
        select(Proposal.reference)
        .join(RollLine, RollLine.proposal_id == Proposal.id)
        .join(Opening, Opening.proposal_id == Proposal.id)
        .outerjoin(Closing, Closing.proposal_id == Proposal.id)
        .where(RollLine.person_id == subject.person_id, Closing.proposal_id.is_(None))
        .order_by(Proposal.id)
    )
    return [
        Obstacle("vote", _("Decision %(ref)s is open and you are on its roll.", ref=open_one), f"/decisions/{open_one}")
        for open_one in session.execute(query).scalars()
    ]


def forget_words(session: Session, subject: Subject, at: dt.datetime) -> Gone:
    """Comments, proposals that never came to a vote, and their name in what others wrote."""
    gone, theirs = Gone(), subject.person_id
    unvoted = ~exists().where(Opening.proposal_id == Proposal.id)
    drafts = session.execute(select(Proposal).where(Proposal.author_id == theirs, unvoted)).scalars().all()
    for proposal in drafts:
        proposal.title, proposal.text, proposal.payload = BLANK, "", {}
        changes = session.execute(select(Amendment).where(Amendment.proposal_id == proposal.id)).scalars()
        for amendment in changes:
            amendment.reason = BLANK
            amendment.before = amendment.after = {"title": BLANK, "text": "", "payload": {}}
            gone.add("amendments", 1)
        withdrawal = session.get(Withdrawal, proposal.id)
        if withdrawal is None:
            session.add(Withdrawal(proposal_id=proposal.id, withdrawn_at=at, reason=BLANK))
        else:
            withdrawal.reason = BLANK
        gone.add("proposals", 1)
    session.flush()
    _forget_offers(session, [proposal.id for proposal in drafts], theirs, gone)
    said = update(Comment).where(Comment.author_id == theirs, Comment.text != "").values(text="")
    gone.add("comments", session.connection().execute(said).rowcount)
    why = update(Amendment).where(Amendment.author_id == theirs, Amendment.reason != BLANK).values(reason=BLANK)
    gone.add("amendments", session.connection().execute(why).rowcount)
    mine = select(Nomination.id).where(Nomination.nominee_id == theirs)
    told = update(NominationAnswer).where(NominationAnswer.nomination_id.in_(mine), NominationAnswer.statement != "")
    gone.add("nomination_answers", session.connection().execute(told.values(statement="")).rowcount)
    _forget_ideas(session, theirs, at, gone)
    _unname(session, NominationAnswer.id, NominationAnswer.statement, subject, gone)
    _unname(session, Comment.id, Comment.text, subject, gone)
    _unname(session, Amendment.id, Amendment.reason, subject, gone)
    _unname(session, AmendmentOffer.id, AmendmentOffer.reason, subject, gone)
    _unname(session, AmendmentAnswer.offer_id, AmendmentAnswer.reason, subject, gone)
    _unname(session, Withdrawal.proposal_id, Withdrawal.reason, subject, gone)
    session.expire_all()
    return gone


def _forget_offers(session: Session, drafts: list[int], theirs: int, gone: Gone) -> None:
    """Amendments that they offered, or that were offered to proposals that go with them; what they answered."""
    nothing = {"title": BLANK, "text": "", "payload": {}}
    offers = update(AmendmentOffer).where(
        or_(AmendmentOffer.author_id == theirs, AmendmentOffer.proposal_id.in_(drafts)), AmendmentOffer.reason != BLANK
    )
    blanked = offers.values(reason=BLANK, before=nothing, after=nothing)
    gone.add("amendment_offers", session.connection().execute(blanked).rowcount)
    answered = (
        select(AmendmentAnswer.offer_id)
        .join(AmendmentOffer, AmendmentOffer.id == AmendmentAnswer.offer_id)
        .join(Proposal, Proposal.id == AmendmentOffer.proposal_id)
        .where(or_(Proposal.author_id == theirs, AmendmentOffer.author_id == theirs))
    )
    answers = update(AmendmentAnswer).where(AmendmentAnswer.offer_id.in_(answered), AmendmentAnswer.reason != "")
    gone.add("amendment_answers", session.connection().execute(answers.values(reason="")).rowcount)


def _forget_ideas(session: Session, theirs: int, at: dt.datetime, gone: Gone) -> None:
    """Projects they proposed: one that was voted on keeps its title and what it is for, as the ballot had them."""
    voted = exists().where(RoundProject.idea_id == ProjectIdea.id)
    opened = exists().where(Opening.proposal_id == ProjectIdea.proposal_id)
    ideas = select(ProjectIdea.id, voted, opened).where(ProjectIdea.author_id == theirs)
    for number, is_voted, is_opened in session.execute(ideas).all():
        if not is_opened and session.get(ProjectIdeaWithdrawal, number) is None:
            session.add(ProjectIdeaWithdrawal(idea_id=number, withdrawn_at=at))
            session.flush()
        said = update(ProjectIdeaVersion).where(ProjectIdeaVersion.idea_id == number)
        if is_voted:
            blanked = said.where(ProjectIdeaVersion.carried_out_by != "").values(carried_out_by="")
        else:
            unsaid = ProjectIdeaVersion.title != BLANK
            blanked = said.where(unsaid).values(title=BLANK, text="", carried_out_by="")
        gone.add("project_idea_versions", session.connection().execute(blanked).rowcount)


def undistributed_work(session: Session, subject: Subject, at: dt.datetime) -> list[str]:
    """They were a member when a period closed whose surplus is still to be shared: part of it is theirs."""
    zone, years = ZoneInfo(charter(session).timezone), in_force(session, "records.kept_years", at).whole
    since = local_day(session, at) - dt.timedelta(days=366 * years)
    memberships = session.execute(
        select(Membership.admitted_at, Membership.left_at).where(Membership.person_id == subject.person_id)
    ).all()
    shared = exists().where(DistributionSheet.period_id == Period.id)
    closed = select(Period.closes_on).where(~shared, Period.surplus_cents > 0, Period.closes_on >= since)
    for closes_on in session.execute(closed).scalars():
        close = dt.datetime.combine(closes_on + dt.timedelta(days=1), dt.time(), zone)
        if any(admitted < close and (left is None or left >= close) for admitted, left in memberships):
            return [_("The surplus of a period in which you were a member is not shared out yet.")]
    return []


def uncarried_decisions(session: Session, subject: Subject, _at: dt.datetime) -> list[str]:
    """A decision they could vote on is still to be carried out: it may pay them something."""
    waits = (
        select(func.count())
        .select_from(RollLine)
        .outerjoin(Outcome, Outcome.proposal_id == RollLine.proposal_id)
        .outerjoin(Enactment, Enactment.proposal_id == RollLine.proposal_id)
        .where(
            RollLine.person_id == subject.person_id,
            or_(Outcome.proposal_id.is_(None), Outcome.passed.is_(True)),
            Enactment.proposal_id.is_(None),
        )
    )
    return [_("A decision is still to be carried out.")] if session.execute(waits).scalar_one() else []


def _unname(
    session: Session, key: InstrumentedAttribute[int], column: InstrumentedAttribute[str], subject: Subject, gone: Gone
) -> None:
    for number, text in session.execute(select(key, column).where(mentions(column, subject))).all():
        change = update(key.class_).where(key == number).values({column.key: subject.unnamed(text)})
        gone.add(key.class_.__tablename__, session.connection().execute(change).rowcount)


OBSTACLES = [votes_are_over, keeping.cases_are_over]
KEPT = [keeping.kept_by_law]
EXPIRED = keeping.EXPIRED
ERASURES = [forget_words]
TIES = [undistributed_work, uncarried_decisions]
