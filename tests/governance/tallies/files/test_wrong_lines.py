"""Each format's mistakes, each by its line."""

import pytest

from coop.governance.tallies.files import blt, debian, formats, pabulib, preflib, tables
from coop.governance.tallies.files.lines import BadFile
from tests.governance.tallies.files.test_hostile import SOUND


def wrong(form, data):
    with pytest.raises(BadFile) as found:
        formats.read(data, form)
    return found.value.lines


@pytest.mark.parametrize(
    ("changed", "line", "why"),
    [
        ((b"3 2\n", b"three\n"), 1, "number of candidates"),
        ((b"3 2\n", b"3 4\n"), 1, "cannot fill 4 seats"),
        ((b"3 2\n", b"0 0\n"), 1, "from 1 to"),
        ((b"-2\n", b"-9\n"), 2, "no candidate 9"),
        ((b"4 1 3 0", b"4 1 3"), 3, "ends in 0"),
        ((b"4 1 3 0", b"4 1 7 0"), 3, "no candidate 7"),
        ((b"4 1 3 0", b"4 1 1 0"), 3, "ranked twice"),
        ((b"4 1 3 0", b"0 1 3 0"), 3, "how many"),
        ((b"4 1 3 0", b"1.5 1 3 0"), 3, "whole number"),
        ((b"\n0\n", b"\n"), 8, "line of 0"),
        ((b"Cleo\n", b"Ada\n"), 8, "stands on line 6"),
        ((b'"Ada"', b'"Ada'), 6, "not closed"),
        ((b'"Ada"', b'"Ada" "Eve"'), 6, "line of its own"),
        ((b'"Ada"', b'""'), 6, "a name is missing"),
        ((b'"Board"\n', b'"Board"\n"More"\n'), 10, "follows the title"),
        ((b'Cleo\n"Board"\n', b""), 7, "3 candidates, but 2 names"),
    ],
)
def test_blt(changed, line, why):
    lines = wrong("blt", SOUND["blt"].replace(*changed))
    assert any(number == line and why in reason for number, reason in lines), lines


def test_every_wrong_line_is_named_not_the_first_alone():
    lines = wrong("blt", SOUND["blt"].replace(b"4 1 3 0", b"4 1 7 0").replace(b"2 1=2 3 0", b"2 1=1 0"))
    assert [number for number, _ in lines] == [3, 4]


def test_names_in_every_style_of_quotes():
    found = blt.read(
        b'6 1\n1 1 0\n0\nAda Moreira (Ind)\n"Ben"\n""Cleo""\n"Dov ""the Oar"" Lund"\n\'Eve\'\n"Fay # 2" # a comment\n'
    )
    assert found.profile.options == ("Ada Moreira (Ind)", "Ben", "Cleo", 'Dov "the Oar" Lund', "Eve", "Fay # 2")
    assert found.title == ""


def test_blt_with_comments_gaps_and_withdrawals():
    found = blt.read(b'# a board\n3 1 # seats\n-1 -3\n2 1 - 2=3 0 # two alike\n1 0\n0\n"A"\n"B"\n"C"\n"T"\n')
    assert found.withdrawn == ("A", "C")
    assert found.profile.ballots == (((), 1), (((0,), (1, 2)), 2))
    assert found.standing.options == ("B",)


@pytest.mark.parametrize(
    ("changed", "line", "why"),
    [
        ((b"DATA TYPE: toi", b"DATA TYPE: cat"), 1, "data type"),
        ((b"DATA TYPE: toi", b"DATA TYPE: soi"), 1, "as in the file's name"),
        ((b"NUMBER ALTERNATIVES: 2", b"NUMBER ALTERNATIVES: many"), 2, "whole number"),
        ((b"NUMBER ALTERNATIVES: 2", b"NUMBER VOTERS: 2"), 0, "NUMBER ALTERNATIVES"),
        ((b"# ALTERNATIVE NAME 2: B\n", b"# NUMBER VOTERS: 4\n# ALTERNATIVE NAME 2: B\n"), 4, "there are 3"),
        ((b"NAME 2: B", b"NAME 3: B"), 4, "no alternative 3"),
        ((b"NAME 2: B", b"NAME 2: A"), 4, "stands on line 3"),
        ((b"3: {1,2}", b"3: {1,1}"), 5, "ranked twice"),
        ((b"3: {1,2}", b"3: {1,2"), 5, "commas between"),
        ((b"3: {1,2}", b"3: 1,,2"), 5, "commas between"),
        ((b"3: {1,2}", b"3 1,2"), 5, "whole number"),
        ((b"3: {1,2}", b"3: 5"), 5, "no alternative 5"),
    ],
)
def test_preflib(changed, line, why):
    lines = wrong("toi", SOUND["toi"].replace(*changed))
    assert any(number == line and why in reason for number, reason in lines), lines


def test_strict_and_complete_mean_what_they_say():
    braces = SOUND["toi"].replace(b"toi", b"soi")
    with pytest.raises(BadFile, match="without braces"):
        preflib.read(braces, "soi")
    short = SOUND["soi"].replace(b"soi", b"soc")
    with pytest.raises(BadFile, match="ranks 1 of 2"):
        preflib.read(short, "soc")


@pytest.mark.parametrize(
    ("changed", "line", "why"),
    [
        ((b"META\n", b""), 1, "begins with the line META"),
        ((b"PROJECTS\n", b"VOTES\n"), 6, "in this order"),
        ((b"num_votes;2", b"num_votes;3"), 3, "there are 2"),
        ((b"budget;30", b"budget;none"), 4, "no amount"),
        ((b"cumulative", b"secret"), 5, "vote_type"),
        ((b"project_id;cost;name", b"project_id;name;title"), 7, "needs project_id, cost"),
        ((b"1;20;bench", b"1;0;bench"), 8, "more than nothing"),
        ((b"1;20;bench", b"1;20"), 8, "2 cells under 3 columns"),
        ((b"2;15;dock", b"1;15;dock"), 9, "stands on line 8"),
        ((b"1;1,2;3,1", b"1;1,9;3,1"), 12, "no project '9'"),
        ((b"1;1,2;3,1", b"1;1,1;3,1"), 12, "twice"),
        ((b"1;1,2;3,1", b"1;1,2;3"), 12, "points for 1"),
        ((b"1;1,2;3,1", b'1;"1,2;3,1'), 12, "not closed"),
        ((b"cost;name\n1;20;bench\n2;15;dock", b"cost;votes\n1;20;1\n2;15;7"), 9, "the votes come to 2"),
    ],
)
def test_pabulib(changed, line, why):
    lines = wrong("pb", SOUND["pb"].replace(*changed))
    assert any(number == line and why in reason for number, reason in lines), lines


def test_pabulib_in_order_of_preference():
    ordinal = SOUND["pb"].replace(b"cumulative", b"ordinal")
    found = pabulib.read(ordinal.replace(b"1;1,2;3,1", b"1;2,1;"))
    assert found.ranked is not None
    assert found.ranked.ballots == ((((1,),), 1), (((1,), (0,)), 1))


def test_personal_columns_are_not_written():
    with_age = SOUND["pb"].replace(b"voter_id;vote;points\n1;1,2;3,1\n2;2;4", b"voter_id;vote;points;age;sex\n"
                                   b"901;1,2;3,1;44;F\n902;2;4;51;M")  # fmt: skip
    written = pabulib.write(pabulib.read(with_age))
    assert "44" not in written
    assert "901" not in written


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"Ada,Ben\n1\n", 2, "1 cells under 2 columns"),
        (b"Ada,Ben\n1,x1\n", 2, "not a whole number"),
        (b"Ada,Ada\n1,2\n", 1, "stands on line 1"),
        (b"Ada,\n1,2\n", 1, "a name is missing"),
        (b"Ada,count\n1,0\n", 2, "at least one ballot"),
        (b"vote\nyes\nperhaps\n", 3, "no vote"),
        (b"vote,reason\nblock,\n", 2, "needs a reason"),
        (b"vote,reason\nyes,because\n", 2, "nothing else has one"),
        (b"count\n3\n", 1, "0 options"),
        (b'Ada,Ben\n"1,2\n', 2, "not closed"),
        (b'Ada,Ben\n"1"2,2\n', 2, "follows a closing quote"),
    ],
)
def test_csv(data, line, why):
    lines = wrong("csv", data)
    assert any(number == line and why in reason for number, reason in lines), lines


def test_csv_by_semicolons_and_tabs():
    one = tables.read(b"Ada;Ben;count\n1;;4\n")
    assert one == tables.read(b"Ada\tBen\tcount\n1\t\t4\n") == tables.read(b"Ada,Ben,count\n1,,4\n")
    assert one.rows == (((1, None), 4),)
    assert tables.read(b"Ada\tBen\n\t2\n").rows == (((None, 2), 1),)


@pytest.mark.parametrize(
    ("changed", "line", "why"),
    [
        ((b"V: 12\t", b"V: 123\t"), 3, "3 ranks for 2 options"),
        ((b"V: 12\t", b"V: 1?\t"), 3, "no rank"),
        ((b"V: 12\t", b"V:\t"), 3, "ranks for 2"),
        ((b"V: -1", b"V: -1 and more"), 4, "a hash or nothing"),
        ((b"Option 2", b"Option 3"), 2, "comes after 1"),
        ((b"Ben", b"Ada"), 2, "stands on line 1"),
        ((b"Option", b"Choice"), 0, "not a tally sheet"),
    ],
)
def test_debian(changed, line, why):
    lines = wrong("txt", SOUND["txt"].replace(*changed))
    assert any(number == line and why in reason for number, reason in lines), lines


def test_debian_ranks_go_beyond_nine():
    options = b"".join(b"Option %d->: o%d\n" % (n, n) for n in range(1, 12))
    found = debian.read(options + b"V: 123456789AB\n").profile
    assert found.ballots == ((tuple((n,) for n in range(11)), 1),)
