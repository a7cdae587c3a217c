"""The tables of erasing itself."""

from __future__ import annotations

from coop.db.erasing import Fates, fates

FATES: dict[str, Fates] = {
    "erasure_requests": fates(nameless="person_id"),
    "erasure_holds": fates(nameless="held_by_id", nobody="ground"),
    "erasures": fates(),
    "erasure_ends": fates(nobody="counts"),
    "erasure_sweeps": fates(erased="files"),
    "kept_by_law": fates(nobody="record_table record_key"),
}
