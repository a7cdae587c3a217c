"""A name leaves other people's texts whole words at a time; retention ends with a calendar year."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume, given
from hypothesis import strategies as st

from coop.db.erasing import Gone, Subject, kept_until

NAMES = st.text(alphabet="QXZÉØqxzéøÅ", min_size=3, max_size=12)
TEXTS = st.text(alphabet="abc .,\n!?-", max_size=20)


def subject(name: str) -> Subject:
    return Subject(1, 1, name, "q.x@example.org", "A former client")


@given(name=NAMES, before=TEXTS, after=TEXTS)
def test_a_name_that_stands_as_a_word_is_gone_whatever_its_case(name, before, after):
    assume(not before[-1:].isalpha() and not after[:1].isalpha())
    for written in (name, name.lower(), name.upper()):
        said = subject(name).unnamed(f"{before}{written}{after}")
        assert said == f"{before}A former client{after}"


@given(name=NAMES, text=TEXTS)
def test_a_text_without_the_name_stays_as_it_is(name, text):
    assert subject(name).unnamed(text, by_each_word=True) == text


def test_a_name_inside_a_word_is_left_alone():
    assert subject("Al").unnamed("Also, Al and al. Halal? Al's") == (
        "Also, A former client and A former client. Halal? A former client's"
    )


def test_an_address_goes_and_each_longer_word_of_a_name_when_asked():
    who = subject("Jo van Quill")
    assert who.unnamed("Dear Jo, Quill! q.x@example.org") == "Dear Jo, Quill! A former client"
    assert who.unnamed("Dear Jo, QUILL!", by_each_word=True) == "Dear Jo, A former client!"


@given(day=st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)), years=st.integers(3, 30))
def test_no_record_is_let_go_before_its_years_are_over(day, years):
    until = kept_until(day, years)
    assert (until.month, until.day) == (12, 31)
    assert until.year - day.year == years


def test_counts_of_nothing_are_not_counted():
    gone = Gone()
    gone.add("people", 0)
    gone.take(Gone({"mails": 2}, ["pictures/a"]))
    gone.take(Gone({"mails": 1}))
    assert (gone.counts, gone.files) == ({"mails": 3}, ["pictures/a"])
