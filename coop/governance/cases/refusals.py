"""What due process refuses, in the reader's words."""

from __future__ import annotations


class Refused(ValueError):
    """A step that is not open; the message says why, for the person who asked."""
