"""The stage of a year, and what came about on it so far."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.commons.log.chores import sequence_the_log
from coop.commons.rehearsal import plot as month
from coop.commons.rehearsal.acts import members
from coop.commons.rehearsal.clock import Clock
from coop.config import Mode, Settings, load
from coop.governance.cases.chores import move_cases
from coop.governance.terms.queries import in_office
from coop.governance.terms.rules import Office
from coop.market.imports.actions import Brought
from coop.people.obligations.chores import dividends_come_due
from coop.people.persons.models import Person


@dataclass
class Course:
    """Where the year is played, and the numbers and references by which its facts are found again."""

    engine: Engine
    clock: Clock
    data: month.Data
    settings: Settings
    quarters: list[tuple[Brought, str]] = field(default_factory=list)
    """What each quarter's file brought in, and the number of the decision about its surplus."""
    fee: str = ""
    election: str = ""
    case: str = ""
    projects: str = ""
    left: int = 0
    """The id of the membership that ended."""
    came_due: int = 0
    """How many parts of dividends came due by themselves."""

    def tick(self) -> None:
        """What a worker does on a clock, as far as the year needs it: dues, cases, the log."""
        self.came_due += dividends_come_due(self.engine, self.settings, self.clock.now)
        sequence_the_log(self.engine, self.settings, self.clock.now)
        move_cases(self.engine, self.settings, self.clock.now)

    def member(self, session: Session, place: int) -> Person:
        """The member in this place, from 0, by number."""
        return members(session, self.clock)[place]

    def steward(self, session: Session) -> Person:
        """The steward who is longest in office."""
        return in_office(session, Office.STEWARD, at=self.clock.now)[0][1]


def settings_in(folder: Path) -> Settings:
    """Settings of a site that nobody visits; the log's key lies in `folder`."""
    return load(
        mode=Mode.TEST, data_dir=folder, secret_key=secrets.token_urlsafe(32), password_salt=secrets.token_urlsafe(32),
        totp_secret=secrets.token_urlsafe(32), log_key_file=folder / "log.key",
    )  # fmt: skip
