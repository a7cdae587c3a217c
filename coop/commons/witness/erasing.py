"""What is watched of sister co-ops holds signatures, and a steward's reasons in the co-op's own record."""

from __future__ import annotations

from coop.db.erasing import Fates, fates

FATES: dict[str, Fates] = {
    "witness_logs": fates(nobody="address origin"),
    "witness_ends": fates(nobody="reason"),
    "witness_keys": fates(nobody="verifier note"),
    "witness_heads": fates(nobody="root note cosignature"),
    "witness_looks": fates(nobody="trouble"),
    "witness_alarms": fates(nobody="kind said before now"),
    "witness_answers": fates(nameless="person_id", nobody="reason"),
}
