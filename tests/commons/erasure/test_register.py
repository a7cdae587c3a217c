"""What happens to every column is said somewhere: a table or a column that nobody thought of fails here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import JSON, LargeBinary, String, text

from coop.commons.erasure import rooms, triggers
from coop.commons.erasure.rules import GROUNDS
from coop.db.erasing import Fate
from coop.schema import metadata
from tests.commons.erasure import page

LEADS = re.compile(r"(person|party|worker|client|member|author|subject|absent|_by)_id$")


def telling(column) -> bool:
    """Whether a column holds words or leads to somebody, and so has to be in the register."""
    leads = {key.target_fullname for key in column.foreign_keys} & {"people.id", "parties.id"}
    return isinstance(column.type, String | JSON | LargeBinary) or bool(leads) or bool(LEADS.search(column.name))


def test_every_table_and_every_telling_column_has_a_fate():
    register = rooms.register()
    assert set(register) == set(metadata.tables)
    for name, table in metadata.tables.items():
        wanted = {column.name for column in table.columns if telling(column)} - {"id"}
        unsaid = wanted - set(register[name])
        assert not unsaid, f"{name}: say in an erasing.py what becomes of {unsaid}"
        assert set(register[name]) <= {column.name for column in table.columns}, name


def test_a_column_that_leads_to_somebody_is_never_called_nobodys():
    for name, table in metadata.tables.items():
        for column in table.columns:
            if {key.target_fullname for key in column.foreign_keys} & {"people.id", "parties.id"}:
                assert rooms.register()[name][column.name] is not Fate.NOBODY, f"{name}.{column.name}"


def test_what_is_kept_by_law_can_be_let_go():
    kept = {table for table, fates in rooms.register().items() if Fate.KEPT in fates.values()}
    assert kept == set(rooms.expired())


def test_every_table_of_the_database_is_known(session):
    """Also those that no model describes: seals, indexes of words, Alembic's own."""
    if session.get_bind().dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    names = set(session.execute(text(query)).scalars())
    ours = {name for name in names if not name.startswith(("sqlite_", "alembic_", "listing_words", "entry_seals"))}
    assert ours == set(rooms.register())


def test_the_page_in_the_docs_is_in_step_with_the_register():
    assert page.PAGE.read_text() == page.page(), "run python -m tests.commons.erasure.page"


@pytest.mark.parametrize("table", sorted(triggers.BLANKS))
def test_only_blanked_or_kept_words_may_be_blanked(table):
    columns, _when = triggers.BLANKS[table]
    assert {rooms.register()[table][column] for column in columns} <= {Fate.BLANKED, Fate.KEPT}


def test_grounds_are_those_that_floors_name():
    source = "".join(path.read_text() for path in Path(triggers.__file__).parents[2].glob("*/erasing.py"))
    for ground in GROUNDS:
        assert f'Obstacle("{ground}"' in source
