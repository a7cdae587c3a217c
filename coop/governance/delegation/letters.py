"""What members are told about votes given, carried and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.governance.delegation.queries import Shown
from coop.governance.delegation.rules import How
from coop.governance.proposals.models import Proposal
from coop.notices.actions import tell
from coop.notices.erasing import forget_about
from coop.people.persons.models import Person

PAGE = "/my/delegation"
LETTERS = ("notices", "mails")
"""Tables that hold them: who gave their vote to whom stands there, too, until it is forgotten."""


def was_asked(session: Session, shown: Shown, *, at: dt.datetime) -> None:
    """To who is asked: will you vote for them?"""
    _tell(session, shown.delegate, shown, "delegation-asked",
          _("%(name)s would give you their vote", name=shown.delegator.display_name),
          _("Say whether you accept. Until you do, nobody votes for them."), at=at)  # fmt: skip


def was_answered(session: Session, shown: Shown, *, accepts: bool, at: dt.datetime) -> None:
    """To who asked."""
    name = shown.delegate.display_name
    if accepts:
        subject = _("%(name)s votes for you", name=name)
        body = _(
            "Whenever you vote yourself, your own ballot counts and theirs for you does not. You can take your vote "
            "back at any time."
        )
    else:
        subject = _("%(name)s does not carry your vote", name=name)
        body = _("Vote yourself, or ask somebody else.")
    _tell(session, shown.delegator, shown, "delegation-answered", subject, body, at=at)


def has_ended(session: Session, shown: Shown, how: How, *, at: dt.datetime) -> None:
    """To the other of the two, or to both where neither ended it."""
    gives, carries = shown.delegator, shown.delegate
    if how in (How.REVOKED, How.WITHDRAWN):
        subject = _("%(name)s took their vote back", name=gives.display_name)
        _tell(session, carries, shown, "delegation-ended", subject, _("You no longer carry it."), at=at)
    elif how is How.RETURNED:
        subject = _("%(name)s gave you your vote back", name=carries.display_name)
        _tell(session, gives, shown, "delegation-ended", subject, _("Vote yourself, or ask somebody else."), at=at)
    elif shown.is_accepted:
        _tell(session, gives, shown, "delegation-ended",
              _("%(name)s no longer votes for you", name=carries.display_name),
              _("Vote yourself, or give your vote to somebody anew."), at=at)  # fmt: skip
        _tell(session, carries, shown, "delegation-ended",
              _("You no longer vote for %(name)s", name=gives.display_name), _("Nothing is to be done."), at=at)


def was_carried(session: Session, person: Person, proposal: Proposal, *, cast: bool, at: dt.datetime) -> None:
    """After a vote, to who had given theirs and did not vote: whether a ballot was cast for them, and not which."""
    tell(
        session,
        person,
        kind="vote-carried",
        subject=(_("A ballot was cast for you") if cast else _("No ballot was cast for you")),
        body="\n\n".join(
            (
                proposal.title,
                _("Who carries your vote voted, and cast one for you. What it says is theirs to tell.")
                if cast
                else _("Who carries your vote did not cast one for you, or carries others before you."),
            )
        ),
        link=f"/decisions/{proposal.reference}",
        at=at,
    )


def scope(shown: Shown, reader: Person) -> str:
    """What it is for: one vote by its title, or until which day."""
    if shown.proposal is not None:
        return str(
            _("For one vote: decision %(ref)s, %(title)s", ref=shown.proposal.reference, title=shown.proposal.title)
        )
    until = shown.delegation.until_at or shown.delegation.asked_at
    last = (until - dt.timedelta(seconds=1)).astimezone(ZoneInfo(reader.timezone)).date()
    return str(_("For all votes until %(day)s", day=format_date(last, "d MMMM y", locale=reader.locale)))


def _tell(
    session: Session, person: Person, shown: Shown, kind: str, subject: str, body: str, *, at: dt.datetime
) -> None:
    tell(session, person, kind=kind, subject=subject, body=f"{scope(shown, person)}\n\n{body}",
         link=_link(shown.delegation.id), at=at)  # fmt: skip


def _link(number: int) -> str:
    """The page, with what its letters are found by when they are to go."""
    return f"{PAGE}?given={number}"


def forget(session: Session, numbers: Sequence[int]) -> None:
    """Delete what the two of each of these delegations were told about it, as their inboxes name the other."""
    forget_about(session, [_link(number) for number in numbers])

