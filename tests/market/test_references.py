"""References that people can read out and type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.references import ALPHABET, NotAReference, grouped, new_reference, read

references = st.text(ALPHABET, min_size=8, max_size=8)


def test_a_reference_has_eight_letters_and_digits_that_cannot_be_misread():
    drawn = {new_reference() for _ in range(2000)}
    assert len(drawn) == 2000
    assert all(len(reference) == 8 for reference in drawn)
    assert set("".join(drawn)) == set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)
    assert len(ALPHABET) == 32
    assert len(new_reference(12)) == 12


@given(references)
def test_what_is_written_in_groups_is_read_back(reference):
    assert read(grouped(reference)) == read(grouped(reference).lower()) == read(reference) == reference


def test_what_people_misread_is_understood():
    assert read(" k7qo-9xpi ") == "K7Q09XP1"
    assert read("L0o1 ABCD") == "1001ABCD"
    assert grouped("K7Q29XPM") == "K7Q2-9XPM"


@pytest.mark.parametrize("text", ["", "K7Q2", "K7Q29XPMM", "K7Q29XPU", "K7Q2/9XPM", "K7Q29XP٣", "K7Q29XPß"])
def test_what_cannot_be_a_reference_is_refused(text):
    with pytest.raises(NotAReference):
        read(text)
