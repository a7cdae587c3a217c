"""Published ballots: no order of casting, no rows, and a head that changes with any ballot."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.ballots.publication import chain, chain_head, columns

hashes = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), unique=True, max_size=12)


@given(hashes, st.randoms(use_true_random=False))
def test_the_order_of_casting_leaves_no_trace(ballots, random):
    assert chain("P-7", random.sample(ballots, len(ballots))) == chain("P-7", ballots)


@given(hashes)
def test_each_link_covers_all_before_it(ballots):
    link = sha256(b"P-7").digest()
    for published, head in chain("P-7", ballots):
        link = sha256(link + bytes.fromhex(published)).digest()
        assert head == link.hex()
    assert chain_head("P-7", ballots) == link.hex()
    assert [published for published, _ in chain("P-7", ballots)] == sorted(ballots)


@given(hashes, st.data())
def test_a_ballot_added_dropped_or_changed_changes_the_head(ballots, data):
    head = chain_head("P-7", ballots)
    extra = data.draw(
        st.binary(min_size=32, max_size=32).map(bytes.hex).filter(lambda new: new not in ballots)
    )
    assert chain_head("P-7", [*ballots, extra]) != head
    if ballots:
        assert chain_head("P-7", ballots[1:]) != head
        assert chain_head("P-7", [extra, *ballots[1:]]) != head


def test_another_proposal_has_another_head():
    assert chain_head("P-7", []) == sha256(b"P-7").hexdigest()
    assert chain_head("P-8", []) != chain_head("P-7", [])


@pytest.mark.parametrize(
    "ballots", [["ab" * 31], ["AB" * 32], ["zz" * 32], ["ab" * 32, "ab" * 32], [" " + "ab" * 32]]
)
def test_what_is_no_hash_is_not_published(ballots):
    with pytest.raises(ValueError, match=r"\w"):
        chain("P-7", ballots)


def test_splits_are_published_as_columns_each_sorted_on_its_own():
    rows = [(50, 30, 20), (0, 100, 0), (60, 0, 40)]
    assert columns(rows, ("dividends", "reserve", "projects")) == {
        "dividends": [0, 50, 60],
        "reserve": [0, 30, 100],
        "projects": [0, 20, 40],
    }
    assert columns([], ("dividends",)) == {"dividends": []}


def test_a_row_with_a_figure_too_many_is_refused():
    with pytest.raises(ValueError, match="figures"):
        columns([(50, 50), (50, 50, 0)], ("dividends", "reserve"))
