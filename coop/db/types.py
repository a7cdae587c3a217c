"""Column types shared by all models, exact on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Integer, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column

# SQLite numbers rows only in a column declared exactly INTEGER; PostgreSQL binds must match BIGINT to use indexes.
BigKey = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC. A naive one is refused rather than guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def references(target: str, **options: Any) -> Any:
    """A BIGINT foreign key to `table.column`; give `primary_key`, `index` and so on as keywords."""
    return mapped_column(BigKey, ForeignKey(target), **options)


pk = Annotated[int, mapped_column(BigKey, primary_key=True, autoincrement=True)]
cents = Annotated[int, mapped_column(BigInteger)]
moment = Annotated[dt.datetime, mapped_column(UtcDateTime)]
