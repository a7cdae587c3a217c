"""Templates, addresses and SQL compiled once a process: every test has a site and an engine, and none changes these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class _Memory(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_MEMORY = _Memory()
_BUILDERS: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_compile = Rule._compile_builder


def compiled_once(site: Flask) -> Flask:
    """The site, with the templates that other sites of this process have compiled."""
    site.jinja_env.bytecode_cache = _MEMORY
    return site


def _compiled_before(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What builds a rule's address: a function of the rule's words alone, and two thirds of the making of a site."""
    if rule.defaults:
        return _compile(rule, append_unknown)
    words = (rule.rule, tuple(rule._trace), append_unknown)
    if words not in _BUILDERS:
        _BUILDERS[words] = _compile(rule, append_unknown)
    return _BUILDERS[words]


def compile_addresses_once() -> None:
    Rule._compile_builder = _compiled_before  # type: ignore[method-assign]


_STATEMENTS: LRUCache[Any, Any] = LRUCache(4_000)
_make_engine = Engine.__init__


def _engine_that_shares(self: Engine, *args: Any, **kwargs: Any) -> None:
    _make_engine(self, *args, **kwargs)
    self._compiled_cache = _STATEMENTS


def _same_kind(self: DefaultDialect, other: object) -> bool:
    return type(self) is type(other)


def _hash_of_kind(self: DefaultDialect) -> int:
    return hash(type(self))


def compile_statements_once() -> None:
    """Let engines of one kind share what they compiled, which is a quarter of all work of a test of pages.

    What SQL says depends on the tables and on the kind of database alone: all engines here speak to one server, or to
    one SQLite. The keys of what was compiled, here and in mappers, hold the engine's dialect: those of a kind are one.
    """
    Engine.__init__ = _engine_that_shares  # type: ignore[method-assign]
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__, kind.__hash__ = _same_kind, _hash_of_kind  # type: ignore[method-assign,assignment]
