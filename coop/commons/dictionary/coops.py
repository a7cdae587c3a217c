"""The co-op itself, and the manifest of its export."""

from __future__ import annotations

from coop.commons.dictionary.column import ARRAY, FLAG, INTEGER, MOMENT, N_, OBJECT, TEXT, Column, File, inside

NAME = Column(TEXT, N_("The co-op's name."), "Harbour Hands")
CURRENCY = Column(TEXT, N_("The currency that amounts are in, by its ISO 4217 code."), "EUR")
TIMEZONE = Column(TEXT, N_("The co-op's time zone: days are its calendar days."), "Europe/Paris")
PRESET = Column(TEXT, N_("The founding charter's starting point, such as the co-operative principles (ica)."), "ica")
FOUNDED_AT = Column(MOMENT, N_("When the co-op was founded here."), "2026-01-01T09:00:00.000000Z")
IS_DEMO = Column(FLAG, N_("Whether this is a demonstration with invented data."), False)
LICENCE = Column(TEXT, N_("The licence of the data, by its SPDX identifier."), "CC-BY-4.0")
MEMBERS = Column(INTEGER, N_("How many members there are."), 12)
ENTRIES = Column(INTEGER, N_("How many entries the ledger holds."), 731)
LAST_ENTRY = Column(INTEGER, N_("The number of the newest entry; 0 in empty books."), 735)
LISTINGS = Column(INTEGER, N_("How many listings are open."), 40)
DECISIONS = Column(INTEGER, N_("How many decisions are on record, the founding charter among them."), 5)
PERIODS = Column(INTEGER, N_("How many periods are closed."), 2)

FORMAT = Column(TEXT, N_("What this is: always toad-lane-export."), "toad-lane-export")
VERSION = Column(INTEGER, N_("The version of the format."), 1)
EXPORTED_AT = Column(MOMENT, N_("When the export was made."), "2026-03-02T09:00:00.000000Z")
COOP = Column(OBJECT, N_("The co-op whose books these are."), {"name": "Harbour Hands"})
FILES = Column(ARRAY, N_("The files of the export, the manifest and the sums left out."), [])
FILE_NAME = Column(TEXT, N_("The file's name."), "entries.jsonl")
FILE_LINES = Column(INTEGER, N_("How many lines it has."), 731)
FILE_BYTES = Column(INTEGER, N_("How long it is."), 301254, "bytes")
FILE_SHA256 = Column(TEXT, N_("SHA-256 of the file, in hex."), "9f86d081884c7d65...")

MANIFEST = File(
    N_("What the export holds: one object that names every file with its length and SHA-256."),
    "json",
    {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": EXPORTED_AT,
        "last_entry": LAST_ENTRY,
        "coop": COOP,
        **inside("coop", {"name": NAME, "currency": CURRENCY, "timezone": TIMEZONE, "preset": PRESET,
                          "founded_at": FOUNDED_AT}),
        "files": FILES,
        **inside("files[]", {"name": FILE_NAME, "lines": FILE_LINES, "bytes": FILE_BYTES, "sha256": FILE_SHA256}),
    },
)
