"""Reactions to comments: to agree, to doubt or to thank without a word. Counted, never ranked by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.proposals import queries
from coop.governance.proposals.models import Comment, CommentReaction, Proposal
from coop.governance.proposals.rules import Reaction, Refused
from coop.people.persons.models import Person


@dataclass(frozen=True)
class Counted:
    """How many reacted so to a comment, and whether the reader did."""

    reaction: str
    count: int
    is_own: bool


def react(
    session: Session,
    proposal: Proposal,
    comment: Comment,
    *,
    person: Person,
    reaction: str,
    stands: bool = True,
    at: dt.datetime,
) -> None:
    """React to what somebody said, or take it back; raises Refused. Saying the same twice changes nothing."""
    if queries.is_withdrawn(session, proposal) or comment.proposal_id != proposal.id:
        raise Refused(_("This proposal is not under discussion."))
    if comment.author_id == person.id:
        raise Refused(_("These are your own words."))
    wanted = Reaction(reaction).value
    if stands == ((comment.id, person.id, wanted) in _standing(session, [comment.id])):
        return
    session.add(
        CommentReaction(comment_id=comment.id, person_id=person.id, reaction=wanted, stands=stands, said_at=at)
    )
    session.flush()


def reactions_to(session: Session, proposal: Proposal, *, reader_id: int) -> dict[int, list[Counted]]:
    """`comment id -> reactions in their usual order`, for all comments of a proposal; those without are absent."""
    ids = list(session.execute(select(Comment.id).where(Comment.proposal_id == proposal.id)).scalars())
    by_comment: dict[int, dict[str, set[int]]] = {}
    for comment_id, person_id, reaction in _standing(session, ids):
        by_comment.setdefault(comment_id, {}).setdefault(reaction, set()).add(person_id)
    return {
        comment_id: [
            Counted(each.value, len(found[each]), reader_id in found[each]) for each in Reaction if found.get(each)
        ]
        for comment_id, found in by_comment.items()
    }


def _standing(session: Session, comment_ids: list[int]) -> set[tuple[int, int, str]]:
    """(comment, person, reaction) whose newest row says that it stands."""
    newest = (
        select(func.max(CommentReaction.id))
        .where(CommentReaction.comment_id.in_(comment_ids))
        .group_by(CommentReaction.comment_id, CommentReaction.person_id, CommentReaction.reaction)
    )
    query = select(CommentReaction.comment_id, CommentReaction.person_id, CommentReaction.reaction).where(
        CommentReaction.id.in_(newest), CommentReaction.stands.is_(True)
    )
    return {(comment, person, reaction) for comment, person, reaction in session.execute(query)}
