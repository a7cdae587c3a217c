"""Proposing a project for a round, rewording it, taking it back; as long as voting has not opened."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.electorate.queries import opening_of
from coop.governance.ideas.models import ProjectIdea, ProjectIdeaVersion, ProjectIdeaWithdrawal
from coop.governance.ideas.queries import idea_by_id, standing
from coop.governance.proposals import queries
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind, Refused
from coop.people.persons.models import Person

MOST_PROJECTS = 40
MOST_LETTERS = 80


class CostsTooMuch(Refused):
    """The project costs more than the round gives away."""


def propose_project(
    session: Session,
    proposal: Proposal,
    *,
    title: str,
    text: str,
    cost_cents: int,
    carried_out_by: str,
    author: Person,
    at: dt.datetime,
) -> ProjectIdea:
    """Put a project before the members; raises Refused, CostsTooMuch."""
    _under_way(session, proposal, cost_cents)
    known = standing(session, proposal.id, at=at)
    if len(known) >= MOST_PROJECTS:
        raise Refused(_("A round has at most %(most)s projects.", most=MOST_PROJECTS))
    _refuse_twin(title, [one.version.title for one in known])
    idea = ProjectIdea(proposal_id=proposal.id, author_id=author.id, proposed_at=at)
    session.add(idea)
    session.flush()
    _word(session, idea, title=title, text=text, cost_cents=cost_cents, carried_out_by=carried_out_by, at=at)
    return idea


def change_project(
    session: Session,
    proposal: Proposal,
    idea: ProjectIdea,
    *,
    title: str,
    text: str,
    cost_cents: int,
    carried_out_by: str,
    author: Person,
    at: dt.datetime,
) -> ProjectIdeaVersion:
    """Word one's own project anew; raises Refused, CostsTooMuch. The earlier wordings are kept."""
    _under_way(session, proposal, cost_cents)
    _own(session, proposal, idea, author)
    others = [one.version.title for one in standing(session, proposal.id, at=at) if one.idea.id != idea.id]
    _refuse_twin(title, others)
    return _word(session, idea, title=title, text=text, cost_cents=cost_cents, carried_out_by=carried_out_by, at=at)


def withdraw_project(
    session: Session, proposal: Proposal, idea: ProjectIdea, *, author: Person, at: dt.datetime
) -> None:
    """Take one's own project back; raises Refused."""
    _under_way(session, proposal, 0)
    _own(session, proposal, idea, author)
    session.add(ProjectIdeaWithdrawal(idea_id=idea.id, withdrawn_at=at))
    session.flush()


def is_under_way(session: Session, proposal: Proposal) -> bool:
    """Whether projects can be proposed: under discussion, and voting has not opened."""
    return (
        proposal.kind == Kind.PROJECTS
        and queries.discussion_of(session, proposal) is not None
        and not queries.is_withdrawn(session, proposal)
        and opening_of(session, proposal.id) is None
    )


def _under_way(session: Session, proposal: Proposal, cost_cents: int) -> None:
    """Held meanwhile, so that nothing is proposed under an opening vote."""
    session.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())
    if not is_under_way(session, proposal):
        raise Refused(_("This round takes no more projects."))
    if cost_cents > proposal.payload["amount_cents"]:
        raise CostsTooMuch(_("It costs more than the whole round gives away."))


def _own(session: Session, proposal: Proposal, idea: ProjectIdea, author: Person) -> None:
    known = idea_by_id(session, proposal.id, idea.id)
    if known is None or known.is_withdrawn or idea.author_id != author.id:
        raise Refused(_("Only who proposed a project can change it."))


def _refuse_twin(title: str, others: list[str]) -> None:
    if " ".join(title.split()).casefold() in {other.casefold() for other in others}:
        raise Refused(_("Another project of this round has the same name."))


def _word(
    session: Session,
    idea: ProjectIdea,
    *,
    title: str,
    text: str,
    cost_cents: int,
    carried_out_by: str,
    at: dt.datetime,
) -> ProjectIdeaVersion:
    known = select(func.count()).select_from(ProjectIdeaVersion).where(ProjectIdeaVersion.idea_id == idea.id)
    version = ProjectIdeaVersion(
        idea_id=idea.id,
        number=int(session.execute(known).scalar_one()) + 1,
        title=" ".join(title.split())[:MOST_LETTERS],
        text=text,
        carried_out_by=carried_out_by,
        cost_cents=cost_cents,
        written_at=at,
    )
    session.add(version)
    session.flush()
    return version
