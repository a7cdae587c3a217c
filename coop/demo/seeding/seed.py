"""The whole story of the demo, from the founding to this minute, into an empty database."""

from __future__ import annotations

import datetime as dt
import random

from rich.console import Console
from rich.progress import Progress
from sqlalchemy.orm import Session

from coop.config import Mode, Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.demo.keys import Keys
from coop.demo.seeding import assembly, bookings, budgets, fund, inbox, offers, papers, people, series
from coop.demo.seeding.calendar import calendar
from coop.demo.seeding.story import Story
from coop.factory import create_app
from coop.ledger import checks
from coop.policies.models import Charter
from coop.web.clock import now

_SEED = 1844  # the same people do the same things each time; only the dates move


class NotADemo(RuntimeError):
    """The settings, or the database, belong to a co-op that is not made up."""


def seed(settings: Settings, keys: Keys, *, console: Console, at: dt.datetime | None = None) -> None:
    """Tell the story into the migrated, empty database of `settings`. Raises NotADemo and RuntimeError.

    `at` is the moment that counts as now. It takes many database transactions; whoever calls throws the database
    away when one fails.
    """
    if settings.mode is not Mode.DEMO:
        raise NotADemo(f"demo data is for COOP_MODE=demo, and this is {settings.mode}")
    engine = make_engine(settings.database_url)
    try:
        with transaction(engine, write=False) as session:
            refuse_others(session)
            if session.get(Charter, 1) is not None:
                raise NotADemo("this database is seeded already")
        story = Story(calendar(at or now()), keys, settings.uploads, random.Random(_SEED))  # noqa: S311  a story, no secret
        # Flask-Security hashes passwords by the site's settings, and translations look for a site too.
        with create_app(settings).app_context():
            for chapter in (people, offers, fund, budgets, series, bookings, assembly, papers, inbox):
                chapter.plan(story)
            with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
                task = bar.add_task("Eight months of work", total=None)
                story.tell(engine, progress=lambda done, known: bar.update(task, completed=done, total=known))
        with transaction(engine, write=False) as session:
            found = checks.findings(session)
        if found:
            raise RuntimeError(f"the demo's books are wrong: {found[0]}")
    finally:
        engine.dispose()


def refuse_others(session: Session) -> None:
    """Raise NotADemo if the database belongs to a co-op that really exists."""
    charter = session.get(Charter, 1)
    if charter is not None and not charter.is_demo:
        raise NotADemo(f"{charter.name} is no demo: choose another folder or database")
