"""Every model, imported once, for Alembic and the drift tests."""

from __future__ import annotations

import importlib
import pkgutil

import coop
from coop.db.base import Base


def _import_models() -> None:
    for module in pkgutil.walk_packages(coop.__path__, prefix="coop."):
        if module.name.rsplit(".", 1)[-1] == "models":
            importlib.import_module(module.name)


_import_models()
metadata = Base.metadata
