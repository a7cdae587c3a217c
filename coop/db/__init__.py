"""The databases: base class, column types, engines, and one way to write."""

from coop.db.base import Base
from coop.db.session import transaction, writing

__all__ = ["Base", "transaction", "writing"]
