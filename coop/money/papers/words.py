"""What papers are called."""

from __future__ import annotations

from flask_babel import gettext as _


def paper_words() -> dict[str, str]:
    """Kind of paper -> the reader's words."""
    return {"invoice": _("Invoice"), "credit-note": _("Credit note")}
