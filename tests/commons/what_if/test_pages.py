"""The page compares as the presets' own votes come out, for anyone; a member's dividend is theirs to see."""

from __future__ import annotations

from fractions import Fraction

import pytest

from coop.commons.what_if import queries
from coop.policies.presets import PRESETS
from tests.factories import sign_in
from tests.governance.presets.conftest import founded_on, work_in_february  # noqa: F401
from tests.governance.presets.test_surplus_as_written import AS_WRITTEN

HALF = Fraction(1, 2)


@pytest.mark.parametrize("ours", sorted(PRESETS))
def test_each_preset_gives_what_a_vote_under_it_gives(session, founded_on, now, ours):  # noqa: F811
    people = founded_on(ours)
    what = queries.basis(session, party_id=people["Bo"].party_id, at=now)
    values = queries.values_in_force(session, at=now)
    assert what.surplus_cents == 100_001
    for each in queries.compared(session, what, values, to_dividends=HALF):
        written = AS_WRITTEN[each.preset.key]
        by_use = dict.fromkeys(each.shared.by_use, 0)
        for use, _basis, cents in written["lines"]:
            by_use[use] += cents
        assert each.shared.by_use == by_use, each.preset.key
        assert each.shared.voted_on_cents == sum(c for _use, basis, c in written["lines"] if basis == "vote")
        paid = written["dividends"].values()
        assert each.shared.cash_cents == sum(cash for cash, _kept in paid)
        assert each.shared.kept_cents == sum(kept for _cash, kept in paid)
        assert each.shared.own_cents == pytest.approx(sum(written["dividends"]["Bo"]), abs=1)  # an odd cent is drawn
        assert (each.differing == []) == each.is_ours
    assert queries.share(what, values, to_dividends=HALF).by_use == next(
        each.shared.by_use for each in queries.compared(session, what, values, to_dividends=HALF) if each.is_ours
    )


def test_a_visitor_sees_sums_and_a_member_their_own_part_too(client, session, coop, now):
    people = work_in_february(session, now)
    page = client.get("/rules/what-if").text
    assert "€1,000.01" in page
    assert "€600.01" in page  # to the collective account, as Article VII has it
    assert "Your dividend" not in page
    assert "Ada" not in page
    sign_in(client, people["Ada"])
    page = client.get("/rules/what-if?dividends=100").text
    assert "Your dividend" in page
    assert 'value="100"' in page


@pytest.mark.parametrize("written", ["", "101", "-1", "half", "9" * 300, "0" * 9 + "1000", "५०", "1.5"])
def test_what_is_no_share_is_said_and_nothing_is_lost(client, coop, written):
    answer = client.get("/rules/what-if", query_string={"dividends": written})
    assert answer.status_code == 200
    assert "Enter a whole number from 0 to 100" in answer.text
    assert f'value="{written}"' in answer.text


def test_without_a_surplus_it_shows_an_example(client, coop):
    page = client.get("/rules/what-if").text
    assert "this is an example" in page
    assert "€1,000.00" in page
