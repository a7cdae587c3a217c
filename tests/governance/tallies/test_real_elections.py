"""Real elections, which must come out as they did; where each is from stands beside the data."""

import json
from fractions import Fraction as F

import pytest

from coop.governance.tallies.equal_shares import Stop, equal_shares
from coop.governance.tallies.files import formats
from coop.governance.tallies.greedy import greedy
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.meek import meek
from coop.governance.tallies.methods import METHODS, Terms
from coop.governance.tallies.pairwise import pairwise
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.tallies.schulze import schulze
from coop.governance.tallies.scottish_stv import scottish_stv
from tests.governance.tallies import naive_stv

LOTS = Lots("any decision")
BURLINGTON = "ranked/00005-00000002_burlington_2009.toi"


def election(data, name):
    path = data / "votes" / name
    return formats.read(path.read_bytes(), formats.format_of(path.name))


def without_party(name):
    return " ".join(name.split(" (")[0].split())


@pytest.mark.parametrize("ward", range(1, 9))
def test_edinburgh_elected_these_councillors_in_2017(data, ward):
    winners = json.loads((data / "votes" / "stv" / "edinburgh_2017_winners.json").read_text())[str(ward)]
    found = election(data, f"stv/edinburgh_2017_ward{ward}.blt")
    outcome = scottish_stv(found.standing, found.seats, LOTS)
    assert sorted(map(without_party, outcome.elected)) == sorted(" ".join(name.split()) for name in winners)
    assert not any(stage.ties for stage in outcome.stages), "no lot was needed, so the seed is no matter"
    assert scottish_stv(found.standing, found.seats, Lots("another")).elected == outcome.elected


@pytest.mark.parametrize("ward", [3, 8])
def test_edinburgh_paper_by_paper(data, ward):
    found = election(data, f"stv/edinburgh_2017_ward{ward}.blt")
    profile, names = found.standing, found.standing.options
    papers = [
        [names[one] for one in order] for order, count in profile.strict("").items() for _ in range(count)
    ]
    elected, history = naive_stv.scottish(names, papers, found.seats, LOTS.seed)
    outcome = scottish_stv(profile, found.seats, LOTS)
    assert list(outcome.elected) == elected
    assert [F(votes, outcome.unit) for votes in outcome.stages[-1].votes] == [F(history[-1][name]) for name in names]


def test_meek_agrees_in_edinburgh(data):
    for ward in range(1, 9):
        found = election(data, f"stv/edinburgh_2017_ward{ward}.blt")
        by_meek = meek(found.standing, found.seats, LOTS)
        assert set(by_meek.elected) == set(scottish_stv(found.standing, found.seats, LOTS).elected)


def test_debian_elected_anthony_towns_in_2006(data):
    found = election(data, "ranked/debian_leader2006_tally.txt").standing
    assert found.total == 421
    outcome = schulze(found, LOTS)
    assert outcome.winners == ("Anthony Towns",)
    assert outcome.ranking[:2] == ("Anthony Towns", "Steve McIntyre")
    assert pairwise(found).winner == "Anthony Towns"


def test_without_the_rule_on_unranked_options_debian_would_have_elected_another(data):
    """Why the rule says that unranked is equal last: ballots that leave out options would else not speak on them."""
    found = election(data, "ranked/debian_leader2006_tally.txt").standing
    places = range(len(found.options))
    d = [[0] * len(places) for _ in places]
    for ranking, count in found.ballots:
        rank = {one: place for place, tier in enumerate(ranking) for one in tier}
        for a in rank:
            for b in rank:
                d[a][b] += count * (rank[a] < rank[b])
    beaten = [name for b, name in enumerate(found.options) if not any(d[a][b] > d[b][a] for a in places)]
    assert beaten == ["Steve McIntyre"]


def test_in_burlington_montroll_beats_everyone_and_schulze_elects_him(data):
    found = election(data, BURLINGTON).standing
    report = pairwise(found)
    assert report.ballots == 8980
    assert report.winner == "Andy Montroll"
    assert report.wins[found.options.index("Andy Montroll")] == 5
    kiss, montroll, wright = map(found.options.index, ("Bob Kiss", "Andy Montroll", "Kurt Wright"))
    assert (report.matrix[montroll][kiss], report.matrix[kiss][montroll]) == (4067, 3477)
    assert (report.matrix[kiss][wright], report.matrix[wright][kiss]) == (4314, 4064)
    assert schulze(found, LOTS).winners == ("Andy Montroll",)


def test_instant_runoff_elected_kiss_which_is_why_it_is_not_offered(data):
    found = election(data, BURLINGTON).standing
    ballots = [
        ([[found.options[one] for one in tier] for tier in ranking], count) for ranking, count in found.ballots
    ]
    firsts = dict.fromkeys(found.options, 0)
    for tiers, count in ballots:
        if len(tiers[0]) == 1:
            firsts[tiers[0][0]] += count
    assert (firsts["Kurt Wright"], firsts["Bob Kiss"], firsts["Andy Montroll"], firsts["Dan Smith"]) == (
        2951,
        2585,
        2063,
        1306,
    )
    winner, last = naive_stv.instant_runoff(ballots)
    assert winner == "Bob Kiss"
    assert last == {"Bob Kiss": 4314, "Kurt Wright": 4064}
    assert not any("runoff" in name or "irv" in name for name in METHODS)


def test_wieliczka_funded_thirty_projects_in_2023(data):
    found = election(data, "pabulib/poland_wieliczka_2023.pb")
    outcome = equal_shares(found.profile, LOTS)
    assert set(outcome.funded) == set(found.selected)
    assert (len(outcome.funded), outcome.spent) == (30, 995_079)
    right = [one.number for one in outcome.increments if set(one.funded) == set(found.selected)]
    assert right == list(range(154, 165))
    assert outcome.kept == 164
    assert outcome.increments[165].cost > 1_000_000
    assert outcome.completion.funded == ()
    assert equal_shares(found.profile, Lots("another")).funded == outcome.funded


def test_in_wieliczka_another_stop_or_another_rule_would_have_funded_others(data):
    found = election(data, "pabulib/poland_wieliczka_2023.pb")
    by_room = set(equal_shares(found.profile, LOTS, stop=Stop.EXHAUSTIVE).funded)
    assert (by_room - set(found.selected), set(found.selected) - by_room) == ({"66", "67"}, {"46"})
    assert set(greedy(found.profile, LOTS).funded) != set(found.selected)


def test_rembertow_funded_by_votes_in_2023(data):
    found = election(data, "pabulib/poland_warszawa_2023_rembertow.pb")
    for seed in ("one", "another", "a third"):
        assert set(greedy(found.profile, Lots(seed)).funded) == set(found.selected)


@pytest.mark.parametrize(
    ("name", "spent"), [("poland_gdansk_2020_rudniki.pb", 149_000), ("france_toulouse_2019_.pb", 1_000_000)]
)
def test_votes_with_points_are_counted_by_points(data, name, spent):
    found = election(data, f"pabulib/{name}")
    outcome = greedy(found.profile, LOTS)
    assert outcome.votes == tuple(found.profile.points())
    assert outcome.spent == spent
    shares = equal_shares(found.profile, LOTS)
    assert shares.spent <= found.profile.budget


def test_toulouse_splits_by_the_command_s_own_way(data):
    named = METHODS["markets"].run(election(data, "splits/toulouse_40.csv"), Terms(LOTS))
    assert dict(zip(named.options, named.working.outcome.shares, strict=True)) == {
        "dividends": F(29, 82),
        "reserve": F(4, 41),
        "solidarity": F(9, 41),
        "education": F(9, 41),
        "projects": F(9, 82),
    }


def test_what_does_not_fit_says_why(data):
    burlington = election(data, BURLINGTON)
    for method, why in {
        "meek": "rank options equal",
        "scottish-stv": "rank options equal",
        "equal-shares": "counts projects",
        "markets": "counts splits",
        "yes-no": "counts words",
        "score": "counts points",
        "approval": "counts approvals",
    }.items():
        with pytest.raises(DoesNotFit, match=why):
            METHODS[method].run(burlington, Terms(LOTS))
    assert isinstance(burlington.standing, RankedProfile)
