"""Templates, addresses and SQL compiled once a process: every test has a site and an engine, and none changes these."""

from __future__ import annotations

import functools
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map, Rule, RuleFactory

from coop.web.database import Site


class _Memory(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_MEMORY = _Memory()


def compiled_once(site: Flask) -> Flask:
    """The site, with the templates that other sites of this process have compiled."""
    site.jinja_env.bytecode_cache = _MEMORY
    return site


class _Addresses(Map):
    """The addresses of every site of this process, which all have the same; the first one's are kept."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._known: set[tuple[str, str, frozenset[str]]] = set()

    def add(self, rulefactory: RuleFactory) -> None:
        if not isinstance(rulefactory, Rule):
            raise TypeError(f"{rulefactory} is no single address")
        words = (rulefactory.rule, rulefactory.endpoint, frozenset(rulefactory.methods or ()))
        if words not in self._known:
            self._known.add(words)
            super().add(rulefactory)


@functools.cache
def _addresses(**options: Any) -> _Addresses:
    return _Addresses(**options)


def share_addresses() -> None:
    """Let all sites of a process share their addresses: sorting them in is most of the making of a site."""
    Site.url_map_class = staticmethod(_addresses)  # type: ignore[assignment]


_STATEMENTS: LRUCache[Any, Any] = LRUCache(4_000)
_make_engine = Engine.__init__


def _engine_that_shares(self: Engine, *args: Any, **kwargs: Any) -> None:
    _make_engine(self, *args, **kwargs)
    self._compiled_cache = _STATEMENTS


def _same_kind(self: DefaultDialect, other: object) -> bool:
    return type(self) is type(other)


def _hash_of_kind(self: DefaultDialect) -> int:
    return hash(type(self))


def share_statements() -> None:
    """Let engines of one kind share what they compiled, which is a quarter of all work of a test of pages.

    What SQL says depends on the tables and on the kind of database alone: all engines here speak to one server, or to
    one SQLite. The keys of what was compiled, here and in mappers, hold the engine's dialect: those of a kind are one.
    """
    Engine.__init__ = _engine_that_shares  # type: ignore[method-assign]
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__, kind.__hash__ = _same_kind, _hash_of_kind  # type: ignore[method-assign,assignment]
