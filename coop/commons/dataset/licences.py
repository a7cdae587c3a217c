"""The licences a co-op can publish its data under; which one, its settings say (`COOP_DATA_LICENCE`)."""

from __future__ import annotations

from dataclasses import dataclass

from coop.commons.dictionary.column import N_


@dataclass(frozen=True)
class Licence:
    """A licence by its SPDX identifier, with its text's address and what it asks, in a sentence (an English msgid)."""

    spdx: str
    title: str
    url: str
    asks: str


LICENCES = {
    licence.spdx: licence
    for licence in (
        Licence("CC-BY-4.0", "Creative Commons Attribution 4.0 International",
                "https://creativecommons.org/licenses/by/4.0/",
                N_("Use it for anything, also combined with other data, and say where it is from.")),
        Licence("ODbL-1.0", "Open Data Commons Open Database License 1.0",
                "https://opendatacommons.org/licenses/odbl/1-0/",
                N_("Use it for anything and say where it is from; a database made from it must be as open.")),
        Licence("CC0-1.0", "Creative Commons Zero 1.0 Universal",
                "https://creativecommons.org/publicdomain/zero/1.0/",
                N_("Use it for anything: no conditions.")),
    )
}
