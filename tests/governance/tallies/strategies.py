"""Random profiles of split ballots."""

from itertools import combinations, pairwise

from hypothesis import strategies as st


def every_ballot(options, whole):
    """All ways to split `whole` points over so many options."""
    places = range(whole + options - 1)
    for bars in combinations(places, options - 1):
        edges = (-1, *bars, whole + options - 1)
        yield tuple(right - left - 1 for left, right in pairwise(edges))


@st.composite
def ballots_of(draw, options, whole):
    cuts = sorted(draw(st.lists(st.integers(0, whole), min_size=options - 1, max_size=options - 1)))
    return tuple(right - left for left, right in zip([0, *cuts], [*cuts, whole], strict=True))


@st.composite
def profiles(draw, *, most_voters=9, most_options=5, wholes=(1, 10, 20, 100, 997)):
    """(ballots, whole)"""
    options, whole = draw(st.integers(1, most_options)), draw(st.sampled_from(wholes))
    ballot = ballots_of(options, whole)
    return draw(st.lists(ballot, min_size=1, max_size=most_voters)), whole
