"""The canonical text of a ballot: one for each meaning, and nothing else is read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.ballots.contents import (
    InvalidBallot,
    consent_content,
    options_content,
    read_consent,
    read_options,
)
from coop.governance.electorate.frozen import FrozenVote

OPTIONS = ("1", "2", "3", "10", "0")


def vote(method, options=OPTIONS, **terms):
    return FrozenVote("7", method, options, 20, Fraction(1, 2), "simple", terms or {"least": 0, "most": 5})


figures = st.dictionaries(st.sampled_from(OPTIONS), st.integers(1, 5))


@given(given_=figures, method=st.sampled_from(("score", "schulze")))
def test_what_is_written_is_read_again_and_written_alike(given_, method):
    text = options_content(given_, vote(method))
    again = read_options(text, vote(method))
    assert options_content(again, vote(method)) == text
    assert set(again) == set(given_)
    if method == "score":
        assert again == given_
    else:
        assert all((again[a] < again[b]) == (given_[a] < given_[b]) for a in again for b in again)


@given(approved=st.sets(st.sampled_from(OPTIONS)))
def test_the_order_of_ticking_says_nothing(approved):
    texts = {options_content(dict.fromkeys(order, 1), vote("approval")) for order in (approved, sorted(approved))}
    assert len(texts) == 1
    assert set(read_options(texts.pop(), vote("approval"))) == approved


@given(order=st.permutations(OPTIONS), length=st.integers(0, 5))
def test_a_strict_order_is_read_as_it_was_given(order, length):
    ranks = {option: 3 * place for place, option in enumerate(order[:length], 1)}
    text = options_content(ranks, vote("scottish-stv"))
    assert text == (">".join(order[:length]) or "abstain")
    assert sorted(read_options(text, vote("scottish-stv")), key=read_options(text, vote("scottish-stv")).get) == list(
        order[:length]
    )


@pytest.mark.parametrize(("method", "text"), [
    ("approval", ""), ("approval", "1,1"), ("approval", "2,1"), ("approval", "4"), ("approval", "1,"),
    ("approval", "Abstain"), ("score", "1=6"), ("score", "1=-1"), ("score", "1=05"), ("score", "2=1,1=1"),
    ("score", "1=1,1=2"), ("score", "1"), ("score", "1=5=5"), ("schulze", "1>1"), ("schulze", "2=1"),
    ("schulze", "1>"), ("schulze", ">1"), ("schulze", "1>>2"), ("schulze", "4>1"), ("schulze", "1>2=2"),
    ("scottish-stv", "1=2"), ("scottish-stv", "1 > 2"),
])  # fmt: skip
def test_any_other_text_is_refused(method, text):
    with pytest.raises(InvalidBallot):
        read_options(text, vote(method))


@given(text=st.text(alphabet="0123>=,abst n", max_size=12), method=st.sampled_from(("approval", "score", "schulze")))
def test_whatever_is_read_was_canonical(text, method):
    try:
        given_ = read_options(text, vote(method))
    except InvalidBallot:
        return
    assert options_content(given_, vote(method)) == text


@pytest.mark.parametrize(("method", "given_"), [
    ("approval", {"1": 2}), ("approval", {"9": 1}), ("score", {"1": 6}), ("score", {"1": -1}), ("schulze", {"1": 0}),
    ("scottish-stv", {"1": 1, "2": 1}),
])  # fmt: skip
def test_figures_that_the_terms_do_not_know_are_refused(method, given_):
    with pytest.raises(InvalidBallot):
        options_content(given_, vote(method))


def test_a_block_needs_a_reason_of_one_line():
    assert consent_content("block", " It  harms\nus ") == "block: It harms us"
    assert read_consent("block: It: harms us")[1] == "It: harms us"
    assert consent_content("agree", "so nice") == "agree"
    for answer, reason in (("block", " \n"), ("block", "x" * 501), ("yes", "")):
        with pytest.raises(InvalidBallot):
            consent_content(answer, reason)
    for text in ("block", "block:", "block: ", "block:x", "agree: x", "block: a  b"):
        with pytest.raises(InvalidBallot):
            read_consent(text)
