"""Toad Lane: a marketplace that its workers own."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"

# The tzdata package alone, so that every machine cuts the same slots whatever its own zone files say.
zoneinfo.reset_tzpath(to=())


def create_app(**settings: Any) -> Flask:
    """Assemble the site; see `coop.factory.create_app`.

    The import waits until the call, so that `coop.verify` and the pure rules can be used without Flask.
    """
    from coop.factory import create_app as assemble

    return assemble(**settings)
