"""The published lot: recomputable with any program, and the same for every count of one decision."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from coop.governance.tallies.lots import Lots


def test_the_lot_is_the_hash_of_the_decision_and_the_option():
    assert Lots("2026-7").lot("Ada") == sha256(b"2026-7\nAda").hexdigest()


@given(st.lists(st.text(min_size=1), unique=True, min_size=1), st.randoms(use_true_random=False))
def test_the_order_options_are_given_in_does_not_matter(options, random):
    lots = Lots("2026-7")
    assert lots.order(random.sample(options, len(options))) == lots.order(options)
    assert lots.first(options)[0] == lots.order(options)[0]


def test_no_option_is_lucky_in_every_decision():
    firsts = {Lots(f"2026-{number}").order(["Ada", "Ben", "Cleo"])[0] for number in range(40)}
    assert firsts == {"Ada", "Ben", "Cleo"}


def test_a_tie_shows_the_lots_that_broke_it():
    chosen, (tie,) = Lots("2026-7").first(["Ben", "Ada"])
    assert tie.among == ("Ada", "Ben")
    assert tie.chosen == chosen
    assert tie.lots == tuple(map(Lots("2026-7").lot, ("Ada", "Ben")))
    assert Lots("2026-7").first(["Ada"])[1] == ()
