"""`coop tally`: any file by any method that fits, with its working, and without a database."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from coop.governance.tallies.commands import tally
from coop.governance.tallies.files import formats
from coop.governance.tallies.methods import METHODS
from tests.governance.tallies.files.test_hostile import SOUND


def run(*words):
    return CliRunner().invoke(tally, [str(word) for word in words])


@pytest.fixture
def sound(tmp_path):
    """A sound file of each format."""
    for form, data in SOUND.items():
        (tmp_path / f"vote.{form}").write_bytes(data)
    (tmp_path / "strict.csv").write_text("Ada,Ben,Cleo,count\n1,2,,5\n,1,2,3\n2,,1,1\n")
    (tmp_path / "approvals.csv").write_text("Ada,Ben\nx,\nx,1\n")
    (tmp_path / "points.csv").write_text("Ada,Ben\n5,0\n2,\n")
    (tmp_path / "splits.csv").write_text("reserve,dividends\n40,60\n100,0\n")
    (tmp_path / "words.csv").write_text("vote,count\nyes,6\nno,3\nabstain,1\n")
    (tmp_path / "consent.csv").write_text("vote,reason\nagree,\nblock,too dear\n")
    return tmp_path


FITS = {
    "yes-no": "words.csv",
    "consent": "consent.csv",
    "approval": "approvals.csv",
    "score": "points.csv",
    "pairwise": "vote.toi",
    "schulze": "vote.txt",
    "scottish-stv": "strict.csv",
    "meek": "vote.soi",
    "countback": "strict.csv",
    "markets": "splits.csv",
    "equal-shares": "vote.pb",
    "greedy": "vote.pb",
}


def test_every_method_is_tried_here():
    assert set(FITS) == set(METHODS)


@pytest.mark.parametrize("method", FITS)
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_every_method_prints_its_working_in_every_form(sound, method, form):
    words = ["--vacated", "Ada", "--seats", "1"] if method == "countback" else []
    result = run(sound / FITS[method], "--method", method, "--format", form, *words)
    assert result.exit_code == 0, result.output
    if form == "json":
        told = json.loads(result.stdout)
        assert (told["method"], told["file"]) == (method, FITS[method])
        assert told["outcome"]
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(result.stdout)))
        assert rows[0][0] == "outcome"
        assert len({row[0] for row in rows}) >= 2
    else:
        assert "\n---" in result.stdout


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("form", formats.READERS)
def test_every_format_with_every_method_is_counted_or_told_why_not(sound, method, form):
    result = run(sound / f"vote.{form}", "--method", method, "--vacated", "Ada")
    if result.exit_code:
        assert result.exit_code == 1
        assert result.stderr.startswith(f"Error: {method} does not fit vote.{form}: ") or "nothing was counted" in (
            result.stderr
        )
    else:
        assert result.stdout


def test_the_list_names_every_method_and_format():
    result = run("--list")
    assert result.exit_code == 0
    for name in (*METHODS, *(f".{end}" for end in formats.SAID)):
        assert name in result.stdout


def test_wrong_lines_are_named_with_file_and_number(tmp_path):
    path = tmp_path / "vote.blt"
    path.write_bytes(SOUND["blt"].replace(b"4 1 3 0", b"4 1 7 0").replace(b"2 1=2 3 0", b"x 1 0"))
    result = run(path, "--method", "schulze")
    assert result.exit_code == 1
    assert f"{path}:3: there is no candidate 7" in result.stderr
    assert f"{path}:4: 'x' is not a whole number" in result.stderr
    assert result.stdout == ""


def test_a_method_names_the_lines_of_a_table_that_it_cannot_read(sound):
    result = run(sound / "points.csv", "--method", "approval")
    assert result.exit_code == 1
    assert "points.csv:2: an approval is 1, x, 0 or nothing" in result.stderr


def test_terms_are_taken_as_given(sound):
    words = ["--roll", "20", "--quorum", "1/2", "--threshold", "two-thirds"]
    result = run(sound / "words.csv", "--method", "yes-no", *words)
    assert result.stdout.startswith("Adopted: 6 yes, 3 no.")
    result = run(sound / "words.csv", "--method", "yes-no", "--roll", "21", "--quorum", "1/2")
    assert result.stdout.startswith("Not adopted (quorum missed)")
    assert run(sound / "consent.csv", "--method", "consent", "--blocks", "1").stdout.startswith("Adopted.")
    scaled = run(sound / "points.csv", "--method", "score", "--scale", "1:5")
    assert "points.csv:2: points go from 1 to 5" in scaled.stderr


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--method", "astrology"],
        ["--quorum", "2", "--method", "yes-no"],
        ["--quorum", "1/0", "--method", "yes-no"],
        ["--scale", "good", "--method", "score"],
        ["--seats", "0", "--method", "meek"],
    ],
)
def test_used_wrongly(sound, words):
    assert run(sound / "words.csv", *words).exit_code == 2


@pytest.mark.parametrize(
    ("file", "words", "why"),
    [
        ("words.csv", ["--method", "yes-no", "--threshold", "most"], "no threshold is called 'most'"),
        ("words.csv", ["--method", "yes-no", "--roll", "2"], "voted twice"),
        ("strict.csv", ["--method", "countback"], "--vacated"),
        ("strict.csv", ["--method", "countback", "--vacated", "Ada", "--unwilling", "Zoe"], "nobody of that name"),
        ("strict.csv", ["--method", "meek", "--seats", "9"], "cannot fill 9 seats"),
        ("vote.pb", ["--method", "schulze"], "cumulative ballots"),
    ],
)
def test_terms_that_do_not_fit_are_told(sound, file, words, why):
    result = run(sound / file, *words)
    assert result.exit_code == 1
    assert why in result.stderr


def test_the_decision_is_the_seed_of_the_lots(sound):
    path = sound / "tied.csv"
    path.write_text("Ada,Ben\n1,\n,1\n")
    winners = {
        json.loads(run(path, "--method", "schulze", "--format", "json", "--decision", f"2026-{n}").stdout)["outcome"][
            "winner"
        ]
        for n in range(12)
    }
    assert winners == {"Ada", "Ben"}


def test_an_outcome_goes_to_a_file_and_ballots_to_another_format(sound):
    out, blt = sound / "outcome.json", sound / "same.blt"
    result = run(sound / "vote.soi", "--method", "schulze", "--format", "json", "--out", out, "--convert", blt)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert json.loads(out.read_text())["outcome"]["winner"] == "A"
    again = run(blt, "--method", "schulze", "--format", "json")
    assert json.loads(again.stdout)["outcome"] == json.loads(out.read_text())["outcome"]


def test_no_cell_of_a_csv_is_a_formula(sound):
    path = sound / "names.csv"
    path.write_text('"=HYPERLINK(1)",Ben\n1,2\n')
    told = run(path, "--method", "schulze", "--format", "csv").stdout
    cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
