"""What is written reads back the same, in every format; real files too."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.tallies.files import blt, debian, formats, pabulib, preflib, tables
from coop.governance.tallies.files.election import RankedElection
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.refusals import DoesNotFit
from tests.governance.tallies.files import elections


@given(elections.ranked_elections(), st.data())
def test_blt(election, data):
    options = election.profile.options
    gone = data.draw(st.lists(st.sampled_from(options), unique=True, max_size=len(options) - 1))
    election = replace(election, withdrawn=tuple(one for one in options if one in gone))
    assert blt.read(blt.write(election).encode()) == election


@given(elections.ranked_elections(empty=False), st.sampled_from(preflib.KINDS))
def test_preflib(election, kind):
    least = preflib.kind_of(election.profile)
    back = replace(election, seats=None)
    assert preflib.read(preflib.write(election).encode(), least) == back
    if (least[0] == "t" and kind[0] == "s") or (least[2] == "i" and kind[2] == "c"):
        with pytest.raises(DoesNotFit):
            preflib.write(election, kind)
    else:
        assert preflib.read(preflib.write(election, kind).encode(), kind) == back


@given(elections.ranked_elections())
def test_debian(election):
    assert debian.read(debian.write(election).encode()) == RankedElection("", election.profile)


@given(elections.project_votes(), st.booleans())
def test_pabulib(election, cents):
    if cents:
        profile = replace(election.profile, costs=tuple(cost * 100 + 1 for cost in election.profile.costs), places=2)
        election = replace(election, profile=profile)
    assert pabulib.read(pabulib.write(election).encode()) == election


@given(elections.project_votes())
def test_the_titles_of_projects_come_along(election):
    assert pabulib.read(pabulib.write(election).encode()).profile.titles == election.profile.titles


@given(elections.tables() | elections.answers())
def test_csv(election):
    assert tables.read(tables.write(election).encode()) == election


@given(elections.ranked_elections(named=elections.names.filter(lambda one: one.lower() not in elections.RESERVED)))
def test_rankings_survive_as_a_table_of_ranks(election):
    from coop.governance.tallies.fitting import ranked_of

    assert ranked_of(tables.read(tables.write(election).encode())) == election.profile


def test_real_files(data):
    paths = [path for path in sorted((data / "votes").glob("*/*")) if path.suffix != ".json"]
    assert len(paths) == 15
    for path in paths:
        form = formats.format_of(path.name)
        election = formats.read(path.read_bytes(), form)
        assert formats.read(formats.write(election, form).encode(), form) == election


def test_what_a_format_cannot_say_is_refused():
    ranked = RankedElection("", RankedProfile.of_names("AB", {("A",): 1, (): 1}))
    for form in ("soi", "toi", "soc", "pb"):
        with pytest.raises(DoesNotFit):
            formats.write(ranked, form)
    with pytest.raises(DoesNotFit, match="ranks for 35"):
        debian.write(RankedElection("", RankedProfile.of([f"o{n}" for n in range(36)], [])))
    with pytest.raises(DoesNotFit, match="a line for each ballot"):
        debian.write(RankedElection("", RankedProfile.of_names("A", {("A",): 10**9})))
    with pytest.raises(DoesNotFit, match="means something else"):
        tables.write(RankedElection("", RankedProfile.of_names(["A", "count"], {("A",): 1})))
    with pytest.raises(DoesNotFit, match="rank nothing"):
        formats.write(tables.read(b"a,b\n1,2\n"), "blt")
    with pytest.raises(DoesNotFit, match="ends in its format"):
        formats.format_of("votes.xls")
