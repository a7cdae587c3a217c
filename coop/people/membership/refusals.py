"""What membership refuses, in words a page can show."""

from __future__ import annotations

from coop.people.refusals import N_, NotPossible

__all__ = ["N_", "NotPossible"]
