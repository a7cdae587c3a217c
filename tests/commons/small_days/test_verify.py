"""The export of a co-op that sums small days is sound; a cent changed in a sum is found; receipts open one entry."""

from __future__ import annotations

import json
import shutil

import pytest
from sqlalchemy import delete, select, text

from coop.commons.exports.archive import write_folder
from coop.commons.receipts.queries import NotSummed, entries_proved
from coop.commons.receipts.rules import receipt
from coop.ledger import erasing, readings
from coop.ledger.checks import findings
from coop.ledger.log import checks
from coop.ledger.models import EntryRow, PostingRow
from coop.ledger.small_days.models import InnerOpening, InnerSalt, SummedEntry
from coop.money.periods.actions import close
from coop.verify.command import verify
from coop.verify.receipts import check_receipt
from tests.commons.small_days.story import NOW, write
from tests.logs import begin, bring_up_to_date
from tests.verify import tampering


@pytest.fixture
def story(session, tmp_path):
    told = write(session)
    told.key_file = begin(session, tmp_path / "log", at=NOW)
    bring_up_to_date(session, told.key_file, at=NOW)
    return told


@pytest.fixture
def export(session, story, tmp_path):
    write_folder(session, tmp_path / "export", at=NOW)
    return tmp_path / "export"


def test_the_books_and_the_log_are_sound(session, story):
    assert findings(session) == []
    assert checks.findings(session) == []


def test_the_export_is_sound_and_says_what_is_not_told(export):
    report = verify(str(export))
    assert report.sound, report.findings
    assert report.checked["sums of small days are sound"] >= 5
    assert any("within" in note for note in report.notes)


def mend(export, tmp_path, change):
    """The export with one summary changed by `change`, manifest and sums made to fit."""
    rows = tampering.read(export)["entries.jsonl"]
    chosen = next(row for row in rows if row["kind"] == "small-days")
    change(chosen)
    folder = tmp_path / "changed"
    shutil.copytree(export, folder)
    tampering.write(folder, export, "entries.jsonl", rows)
    return [finding.check for finding in verify(str(folder)).findings]


def cent(row, place, by):
    row["postings"][place]["amount"] = str(int(row["postings"][place]["amount"]) + by)


def test_one_cent_more_in_a_sum_is_found(export, tmp_path):
    assert "entries sum to zero" in mend(export, tmp_path, lambda row: cent(row, 0, 1))


def test_a_cent_moved_between_two_accounts_is_found(export, tmp_path):
    def moved(row):
        cent(row, 0, 1)
        cent(row, 1, -1)

    assert mend(export, tmp_path, moved)


def test_fees_that_the_rule_cannot_give_are_found(export, tmp_path):
    def less(row):
        said = row["facts"]["fees"].rpartition(":")
        row["facts"]["fees"] = f"{said[0]}:{int(said[2]) - 2}"
        fees = next(place for place, one in enumerate(row["postings"]) if one["account"] == "Income:Fees")
        payable = next(
            place for place, one in enumerate(row["postings"]) if one["account"] == "Liabilities:WorkersPayable"
        )
        cent(row, fees, 400)
        cent(row, payable, -400)

    assert "sums of small days are sound" in mend(export, tmp_path, less)


def test_a_base_that_does_not_fit_the_fees_is_found(export, tmp_path):
    def other(row):
        cited, count, base, fee = row["facts"]["fees"].split(":")
        row["facts"]["fees"] = ":".join((cited, count, str(int(base) * 3), fee))

    assert "sums of small days are sound" in mend(export, tmp_path, other)


def test_days_that_reach_over_a_close_are_found(export, tmp_path):
    def longer(row):
        row["facts"]["last_on"] = row["effective_on"] = "2026-02-03"

    assert "sums of small days are sound" in mend(export, tmp_path, longer)


def of_party(session, party):
    with readings.reading(session, readings.INNER):
        return list(
            session.execute(select(PostingRow.entry_id).where(PostingRow.party_id == party).distinct()).scalars()
        )


def written(session, numbers, party):
    signed, facts = entries_proved(session, numbers, party_id=party)
    return receipt(coop="Harbour Hands", signed=signed, title="Mine", issued_at="2026-03-02T09:00:00.000000Z",
                   facts=facts)


def test_each_party_can_prove_their_own_entry(session, story):
    summed = set(session.execute(select(SummedEntry.entry_id)).scalars())
    for party in story.parties:
        numbers = [number for number in of_party(session, party) if number in summed]
        assert len(numbers) >= 4
        report = check_receipt(written(session, numbers, party))
        assert report.sound, report.findings
        assert [fact.fact["id"] for fact in report.facts] == list(map(str, numbers))
        assert all(fact.private["parties"] for fact in report.facts)


def test_what_waits_has_no_receipt_yet(session, story):
    summed = set(session.execute(select(SummedEntry.entry_id)).scalars())
    party = story.parties[0]
    waiting = [number for number in of_party(session, party) if number not in summed]
    assert waiting
    with pytest.raises(NotSummed):
        entries_proved(session, waiting, party_id=party)


def test_an_erased_persons_entries_stay_in_their_sums_and_nothing_opens_them(session, story):
    party = story.parties[0]
    before = session.execute(select(InnerSalt)).all()
    waiting = of_party(session, party)
    session.execute(text("INSERT INTO erased_parties (party_id) VALUES (:party)"), {"party": party})
    chosen = select(EntryRow.id).where(EntryRow.id.in_(waiting))
    assert not erasing.wait_for_leaves(session, chosen)
    erasing.forget(session, chosen)
    session.commit()
    assert len(session.execute(select(InnerSalt)).all()) == len(before) - len(waiting)
    close(session, opens_on=NOW.date().replace(month=2, day=1), closes_on=NOW.date().replace(month=2, day=28),
          at=NOW)
    assert erasing.wait_for_leaves(session, chosen)
    bring_up_to_date(session, story.key_file, at=NOW)
    opened = set(session.execute(select(InnerOpening.entry_id)).scalars())
    assert opened
    assert not opened & set(waiting)
    said = written(session, waiting[-1:], party)
    (fact,) = json.loads(said)["facts"]
    assert "summed" not in fact
    assert check_receipt(said).sound
    other = story.parties[1]
    assert check_receipt(written(session, of_party(session, other)[-1:], other)).sound
    session.execute(delete(InnerOpening))
