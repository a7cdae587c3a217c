"""Every file of the export with its columns: a test compares them with what the export writes."""

from __future__ import annotations

from coop.commons.dictionary import accounts, coops, decisions, distributions, entries, log, periods, rules, votes
from coop.commons.dictionary.column import N_, File

FILES: dict[str, File] = {
    "accounts.jsonl": accounts.FILE,
    "rules.jsonl": rules.FILE,
    "rule_versions.jsonl": rules.VERSIONS_FILE,
    "decisions.jsonl": decisions.FILE,
    "entries.jsonl": entries.FILE,
    "periods.jsonl": periods.FILE,
    "votes.jsonl": votes.FILE,
    "distributions.jsonl": distributions.FILE,
    "leaves.jsonl": log.LEAVES,
    "checkpoints.jsonl": log.CHECKPOINTS,
    "keys.jsonl": log.KEYS,
    "entries.csv": entries.CSV,
    "postings.csv": entries.POSTINGS_CSV,
    "books.beancount": File(N_("The whole ledger for Beancount."), "beancount", {}),
    "books.journal": File(N_("The whole ledger for hledger and Ledger, both strict."), "journal", {}),
    "manifest.json": coops.MANIFEST,
    "checkpoint": File(N_("The newest signed tree head of the public log; empty before the first."), "note", {}),
    "SHA256SUMS": File(N_("The SHA-256 of each file, as sha256sum -c reads it."), "sums", {}),
}
"""The last three travel inside export.zip alone."""
