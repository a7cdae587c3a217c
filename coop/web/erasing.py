"""A form's answer is an address on this site under a random key."""

from __future__ import annotations

from coop.db.erasing import Fates, fates

FATES: dict[str, Fates] = {"form_answers": fates(nameless="key location")}
