"""The charter, decisions and rules are the co-op's own record: they name nobody."""

from __future__ import annotations

from coop.db.erasing import Fates, fates

FATES: dict[str, Fates] = {
    "charter": fates(nobody="name currency timezone preset accent iban bic contact"),
    "decisions": fates(nobody="reference kind title statement"),
    "rule_versions": fates(nobody="name value"),
}
