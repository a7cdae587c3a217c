"""How well a listing answers the words of a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.ranking.relevance import relevance, words
from coop.market.ranking.signals import ONE

TITLE, TEXT = "Window cleaning", "Clear windows, inside and outside; ladders up to 4 m. Façades too."


@pytest.mark.parametrize(
    ("query", "signal"),
    [
        ("window", ONE),
        ("WINDOWS", ONE // 2),  # the title says window; the text, windows
        ("clean", ONE),
        ("ladder", ONE // 2),
        ("facade", ONE // 2),
        ("plumber", 0),
        ("window plumber", ONE // 2),
        ("window window plumber", ONE // 2),
        ("window ladder plumber", ONE // 2),
        ("leaning", 0),  # the middle of a word is not the word
        ("", 0),
        ("!?", 0),
    ],
)
def test_a_word_in_the_title_counts_twice_one_in_the_text(query, signal):
    assert relevance(query, title=TITLE, text=TEXT) == signal


def test_words_are_compared_without_case_and_accents():
    assert words("Café-Möbel, STRASSE 4a") == ["cafe", "mobel", "strasse", "4a"]
    assert words("Straße") == ["strasse"]
    assert words("تنظيف النوافذ") == ["تنظيف", "النوافذ"]


def test_words_after_the_twelfth_change_nothing():
    twelve = " ".join(f"word{number}" for number in range(10, 22))
    assert relevance(f"{twelve} window", title=TITLE, text=TEXT) == 0


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_relevance_stays_between_zero_and_one(query, title, text):
    assert 0 <= relevance(query, title=title, text=text) <= ONE


@given(st.text(max_size=60))
def test_a_title_answers_itself_wholly(text):
    assert relevance(text, title=text, text="") == (ONE if words(text) else 0)
