"""What a member has said about sitting on panels."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.cases.models import PanelConflict, PanelOffer
from coop.people.persons.models import Person


def is_willing(session: Session, person_id: int) -> bool:
    """Whether somebody's newest word is that they would sit on a panel."""
    newest = select(PanelOffer.willing).where(PanelOffer.person_id == person_id).order_by(PanelOffer.id.desc()).limit(1)
    return bool(session.execute(newest).scalar())


def conflicts_of(session: Session, person_id: int) -> list[tuple[PanelConflict, Person]]:
    """Whom somebody said they could not judge, as it stands, the oldest first."""
    newest = select(func.max(PanelConflict.id)).where(PanelConflict.person_id == person_id)
    query = (
        select(PanelConflict, Person)
        .join(Person, Person.id == PanelConflict.other_id)
        .where(PanelConflict.id.in_(newest.group_by(PanelConflict.other_id)), PanelConflict.stands.is_(True))
        .order_by(PanelConflict.id)
    )
    return [(conflict, person) for conflict, person in session.execute(query)]
