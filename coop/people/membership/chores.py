"""Admits those whose probation is served and whom nobody objected to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.people.membership import actions
from coop.people.membership.models import Application
from coop.people.membership.queries import candidacies, candidacy
from coop.people.membership.rules import Stage
from coop.policies.in_force import NotFounded


def admit_unopposed(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Admit whoever is due, each in a transaction of their own that looks again; returns how many."""
    with transaction(engine, write=False) as session:
        try:
            due = [each.application.id for each in candidacies(session, at=at) if each.stage is Stage.ADMISSION]
        except NotFounded:
            return 0
    admitted = 0
    for application_id in due:
        with transaction(engine) as session:
            application = session.get_one(Application, application_id)
            if application.closed_at is None and candidacy(session, application, at=at).stage is Stage.ADMISSION:
                actions.admit(session, application, at=at)
                admitted += 1
    return admitted


DUTIES = [("membership: admit the unopposed", 3600, admit_unopposed)]
