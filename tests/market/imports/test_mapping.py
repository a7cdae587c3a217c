"""Another platform's columns, words and formats, named in a TOML file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coop.market.imports.mapping import BadMapping, Mapping, read_mapping
from coop.market.imports.table import read_table
from tests.market.imports.lines import line, table

DOCS = Path(__file__).resolve().parents[3] / "docs" / "import-format.md"


def blocks(language: str) -> list[str]:
    """The code blocks of the documentation."""
    return re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(), re.DOTALL)


def test_the_example_of_the_documentation_reads_the_file_of_the_documentation():
    mapping = read_mapping(blocks("toml")[0])
    ours, theirs = (block.encode() for block in blocks("csv"))
    reading = read_table(theirs, mapping)
    assert reading.bad == ()
    first = reading.bookings[0]
    assert (first.price_cents, first.tip_cents, first.method, first.minutes) == (2450, 300, "card", 90)
    assert first.timezone == "Europe/Berlin"
    assert first.reference.startswith("blitz-")
    assert [booking.worker for booking in reading.bookings] == ["Ayşe D.", "Jonas K."]
    assert read_table(ours, Mapping()).bad == ()


def test_every_setting_is_documented():
    text = DOCS.read_text()
    for name in Mapping.__dataclass_fields__:
        assert f"`{name}`" in text or f"`[{name}]`" in text, name


def test_the_same_bookings_in_another_format_are_the_same_bookings():
    mapping = read_mapping(
        'delimiter = ";"\ndecimal_comma = true\ndate_format = "%d.%m.%Y %H:%M:%S"\nencoding = "cp1252"\n'
        '[columns]\nreference = "Nr"\nstarts_at = ["Tag", "von"]\nends_at = ["Tag", "bis"]\nprice = "Preis"\n'
        'tip = "Trinkgeld"\nworker = "Name"\nservice = "Dienst"\nmethod = "Art"\n'
        'from_zone = "Start"\nto_zone = "Ziel"\n'
        '[constants]\ntimezone = "America/New_York"\ncurrency = "USD"\n[methods]\nKarte = "card"\n'
    )
    theirs = (
        "Nr;Name;Dienst;Tag;von;bis;Preis;Trinkgeld;Art;Start;Ziel\r\n"
        "T1;driver-01;green cab;05.03.2019;10:00:00;10:12:29;10,10;1,00;Karte;Astoria;Harlem\r\n"
    )
    (same,) = read_table(theirs.encode("cp1252"), mapping).bookings
    (ours,) = read_table(table(line()), Mapping()).bookings
    assert same.digest == ours.digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("= 1", "not a TOML file"),
        ('colums = "x"', "colums: no such setting"),
        ("source = 1", "source: must be text"),
        ('decimal_comma = "yes"', "decimal_comma: must be true or false"),
        ('columns = "x"', r"columns: must be a table"),
        ('[columns]\nfare = "x"', "columns.fare: no such field"),
        ("[columns]\nprice = []", "columns.price: names no column"),
        ("[columns]\nprice = 4", "columns.price: must be text"),
        ('[columns]\nprice = "x"\n[constants]\nprice = "1.00"', "a column or a constant, not both"),
        ('[methods]\nKarte = "credit"', "methods.Karte: must be cash or card"),
        ('delimiter = ";;"', "single character"),
        ('encoding = "klingon"', "klingon"),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused(text, says):
    with pytest.raises(BadMapping, match=says):
        read_mapping(text)
