"""Templates compiled once a process: every test has a site of its own, and none changes a template."""

from __future__ import annotations

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


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
