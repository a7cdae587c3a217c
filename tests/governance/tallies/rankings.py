"""Random profiles of ranked ballots, and small changes to them."""

from hypothesis import strategies as st

from coop.governance.tallies.ranked import RankedProfile

NAMES = ("Ada", "Ben", "Cleo", "Dov", "Eve", "Fay", "Gus")


@st.composite
def strict_orders(draw, options):
    order = draw(st.permutations(range(options)))
    return tuple(order[: draw(st.integers(0, options))])


@st.composite
def tied_rankings(draw, options):
    """Some options in tiers, the rest unranked."""
    order = draw(strict_orders(options))
    cuts = draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    tiers = []
    for option, cut in zip(order, cuts, strict=True):
        if cut or not tiers:
            tiers.append([])
        tiers[-1].append(option)
    return tuple(tuple(sorted(tier)) for tier in tiers)


@st.composite
def strict_profiles(draw, *, most_options=6, most_kinds=10, most_alike=12):
    """(names, {order: how many}), with at least one ballot that ranks somebody."""
    options = draw(st.integers(1, most_options))
    kinds = draw(
        st.dictionaries(strict_orders(options), st.integers(1, most_alike), min_size=1, max_size=most_kinds)
    )
    kinds.setdefault((draw(st.integers(0, options - 1)),), 1)
    return NAMES[:options], kinds


@st.composite
def tied_profiles(draw, *, least_options=1, most_options=5, most_kinds=8, most_alike=6):
    """(names, [(ranking, how many)])"""
    options = draw(st.integers(least_options, most_options))
    ballot = st.tuples(tied_rankings(options), st.integers(1, most_alike))
    return NAMES[:options], draw(st.lists(ballot, min_size=1, max_size=most_kinds))


def strict_profile(names, kinds):
    return RankedProfile.of(names, [(tuple((one,) for one in order), count) for order, count in kinds.items()])


def reordered(names, kinds, places):
    """The same election with the options listed in another order."""
    back = {old: new for new, old in enumerate(places)}
    moved = {tuple(back[one] for one in order): count for order, count in reversed(kinds.items())}
    return strict_profile([names[old] for old in places], moved)
