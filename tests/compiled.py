"""Templates and addresses compiled once a process: every test has a site of its own, and none changes either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
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
