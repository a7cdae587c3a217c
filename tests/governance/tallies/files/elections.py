"""Random elections as files can hold them."""

from hypothesis import strategies as st

from coop.governance.tallies.files.election import Answers, ProjectsElection, RankedElection, Table
from coop.governance.tallies.projects import ProjectsProfile
from coop.governance.tallies.ranked import RankedProfile
from tests.governance.tallies.rankings import strict_orders, tied_rankings

_SIGNS = st.characters(exclude_categories=("C", "Zl", "Zp"))
lines = st.text(_SIGNS, max_size=30).map(str.strip)
names = lines.filter(bool)


@st.composite
def ranked_elections(draw, *, ties=True, empty=True, named=names):
    options = draw(st.lists(named, min_size=1, max_size=5, unique=True))
    if ties:
        ranking = tied_rankings(len(options))
    else:
        ranking = strict_orders(len(options)).map(lambda order: tuple((one,) for one in order))
    ballots = draw(st.lists(st.tuples(ranking, st.integers(1, 1000)), max_size=8))
    ballots = ballots if empty else [ballot for ballot in ballots if ballot[0]]
    return RankedElection(draw(lines), RankedProfile.of(options, ballots), draw(st.integers(1, len(options))))


@st.composite
def project_votes(draw):
    ids = draw(st.lists(names.filter(lambda one: "," not in one), min_size=1, max_size=5, unique=True))
    titles = draw(st.lists(names, min_size=len(ids), max_size=len(ids)))
    costs = draw(st.lists(st.integers(1, 10**9), min_size=len(ids), max_size=len(ids)))
    vote_type = draw(st.sampled_from(["approval", "cumulative", "scoring"]))
    points = st.just(1) if vote_type == "approval" else st.integers(1, 9)
    wishes = st.dictionaries(st.integers(0, len(ids) - 1), points)
    ballots = draw(st.lists(st.tuples(wishes.map(lambda one: list(one.items())), st.integers(1, 3)), max_size=6))
    profile = ProjectsProfile.of(ids, costs, draw(st.integers(1, 10**9)), ballots, titles=titles)
    selected = draw(st.none() | st.lists(st.sampled_from(ids), unique=True))
    chosen = None if selected is None else tuple(one for one in ids if one in selected)
    return ProjectsElection(draw(lines), profile, vote_type, None, chosen)


RESERVED = ("ballot", "voter", "id", "count", "vote", "reason")


@st.composite
def tables(draw):
    usual = names.filter(lambda one: one.lower() not in RESERVED)
    options = draw(st.lists(usual, min_size=1, max_size=5, unique=True))
    row = st.tuples(*[st.none() | st.integers(-99, 999)] * len(options))
    return Table("", tuple(options), tuple(draw(st.lists(st.tuples(row, st.integers(1, 99)), max_size=6))))


@st.composite
def answers(draw):
    said = st.sampled_from(["yes", "no", "abstain", "agree", "disagree"]).map(lambda vote: (vote, ""))
    blocks = names.map(lambda reason: ("block", reason))
    rows = draw(st.dictionaries(said | blocks, st.integers(1, 99), max_size=6))
    return Answers("", tuple((*answer, count) for answer, count in rows.items()))
