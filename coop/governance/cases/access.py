"""Who may read a case, and as what: the two sides, who sits on its panel, and stewards where the rule says so."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from coop.governance.cases.queries import CaseFile
from coop.people.standing.queries import Standing
from coop.policies.in_force import in_force


class Role(StrEnum):
    """What a reader is in a case."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    PANEL = "panel"
    STEWARD = "steward"


def role_in(session: Session, held: CaseFile, reader: Standing) -> Role | None:
    """The reader's role, None for everybody to whom the case does not exist."""
    if reader.person_id is None:
        return None
    if reader.person_id in held.sides:
        return Role.COMPLAINANT if reader.person_id == held.case.complainant_id else Role.RESPONDENT
    if held.seat_of(reader.person_id) is not None:
        return Role.PANEL
    if reader.is_steward and stewards_read(session, held):
        return Role.STEWARD
    return None


def stewards_read(session: Session, held: CaseFile) -> bool:
    """Whether stewards may read what was written: by the rule in force when the complaint was made."""
    return held.case.is_urgent or in_force(session, "process.stewards_read", held.case.filed_at).text == "all"
