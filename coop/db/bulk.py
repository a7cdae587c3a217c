"""Many rows at once, past the statement machinery: COPY on PostgreSQL, a bare executemany on SQLite.

Triggers, constraints and column types apply as ever; only the composing and sending of statements is saved.
Measured on an import of 90,000 rows: SQLAlchemy's executemany spends more on each row than both databases do.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

import psycopg
from sqlalchemy import ColumnElement, Table, Text, any_, func, select, text
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session

FEW = 20
"""Below this a prepared statement is as quick, and COPY has more round trips."""


def expect_many_rows(session: Session) -> None:
    """Let PostgreSQL plan for tables that this transaction fills.

    While it takes them for empty it reads them whole for every row that a trigger asks about, and a trigger keeps the
    plan it made first.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))


def insert_rows(session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as column -> value, all with the columns of the first.

    Defaults that SQLAlchemy would fill in are not: give every column. Raises the errors of SQLAlchemy,
    whichever way the rows went.
    """
    if not rows:
        return
    table, columns = cast(Table, model.__table__), list(rows[0])
    session.flush()
    take = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
    values = _bound(session, table, columns, [take(row) for row in rows])
    names = ", ".join(columns)
    connection = session.connection()
    if connection.dialect.name == "sqlite" or len(rows) < FEW:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        marks = ", ".join([mark] * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", values)  # noqa: S608  names of our own tables
        return
    statement = f"COPY {table.name} ({names}) FROM STDIN"
    driver = cast(psycopg.Connection[Any], connection.connection.driver_connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in values:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(
            statement, None, error, cast(Any, psycopg.Error), dialect=connection.dialect
        ) from error


def among(session: Session, column: InstrumentedAttribute[str], names: Sequence[str]) -> ColumnElement[bool]:
    """That a text column holds one of many names, sent as one: the statement does not grow with them."""
    if session.get_bind().dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(names))).table_valued("value")
        return column.in_(select(each.c.value))
    return column == any_(cast_to(list(names), ARRAY(Text)))


def next_ids(session: Session, model: type[Any], count: int) -> list[int]:
    """Ids for rows about to be inserted, ascending, nobody else's.

    SQLite has one writer, whose lock this database transaction holds; PostgreSQL has sequences.
    """
    name = cast(Table, model.__table__).name
    if session.get_bind().dialect.name == "sqlite":
        last = session.execute(text(f"SELECT COALESCE(MAX(id), 0) FROM {name}")).scalar_one()  # noqa: S608  our own table
        return list(range(last + 1, last + count + 1))
    drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return sorted(session.execute(drawn, {"name": name, "count": count}).scalars())


def _bound(
    session: Session, table: Table, columns: list[str], rows: list[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them, through the column types' own conversions."""
    dialect = session.get_bind().dialect
    convert: list[Callable[[Any], Any] | None] = [
        table.c[column].type.dialect_impl(dialect).bind_processor(dialect) for column in columns
    ]
    if not any(convert):
        return rows
    in_columns = [
        values if by is None else map(_remembering(by), values)
        for by, values in zip(convert, zip(*rows, strict=True), strict=True)
    ]
    return list(zip(*in_columns, strict=True))


def _remembering(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same conversion, once for equal values: many rows share their moments and their rule ids."""
    known: dict[Any, Any] = {}

    def remembered(value: Any) -> Any:
        # By what is written: 1 and True are equal, yet differ in JSON.
        key = value if isinstance(value, dt.datetime) else repr(value)
        if key not in known:
            known[key] = convert(value)
        return known[key]

    return remembered
