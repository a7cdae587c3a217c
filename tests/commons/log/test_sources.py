"""What the leaves of a whole small co-op say, kind by kind, on both databases."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from coop.commons.exports.tables import FILES, distribution_rows
from coop.commons.exports.votes import vote_rows
from coop.commons.log.sources import SOURCES
from coop.ledger.log import proofs
from coop.ledger.log.leaves import canonical, party_mark
from coop.ledger.log.models import Leaf
from coop.ledger.models import EntryRow, Party, PostingRow
from coop.policies.models import RuleVersion
from tests.logs import begin, bring_up_to_date
from tests.verify.specimen import build, moment


@pytest.fixture
def leaves(session, tmp_path):
    """Kind -> the facts and commitments of its leaves."""
    build(session)
    key_file = begin(session, tmp_path, at=moment(1, 3))
    bring_up_to_date(session, key_file, at=moment(1, 3))
    found = {}
    for body in session.execute(select(Leaf.body).order_by(Leaf.leaf_index)).scalars():
        leaf = json.loads(body)
        assert list(leaf) == ["commit", "fact", "type", "v"]
        assert canonical(leaf) == body
        found.setdefault(leaf["type"], []).append(leaf)
    return found


def test_every_kind_of_fact_is_there_once(session, leaves):
    counts = Counter({kind: len(found) for kind, found in leaves.items()})
    assert set(counts) == set(SOURCES)
    assert counts["entry"] == session.execute(select(func.count()).select_from(EntryRow)).scalar_one()
    assert counts["rule-version"] == session.execute(select(func.count()).select_from(RuleVersion)).scalar_one()
    assert (counts["charter"], counts["key"], counts["period"], counts["distribution"]) == (1, 1, 1, 1)
    votes = len(list(vote_rows(session)))
    assert votes > 3
    assert counts["vote-opened"] == counts["vote-closed"] == counts["outcome"] == votes
    assert counts["decision"] == 1 + votes  # the charter, too


def test_leaves_and_export_say_the_same(session, leaves):
    exported = [line.decode() for line in FILES["entries.jsonl"](session)]
    assert sorted(exported) == sorted(canonical(leaf["fact"]).decode() for leaf in leaves["entry"])
    rows = [canonical(row) for row in FILES["rule_versions.jsonl"](session)]
    assert sorted(rows) == sorted(canonical(leaf["fact"]) for leaf in leaves["rule-version"])
    rows = [canonical(row) for row in FILES["periods.jsonl"](session)]
    assert rows == [canonical(leaf["fact"]) for leaf in leaves["period"]]


def test_a_vote_can_be_followed_through_its_leaves(session, leaves):
    outcomes = {leaf["fact"]["reference"]: leaf["fact"] for leaf in leaves["outcome"]}
    closed = {leaf["fact"]["reference"]: leaf["fact"] for leaf in leaves["vote-closed"]}
    enacted = {leaf["fact"]["reference"]: leaf["fact"] for leaf in leaves["enactment"]}
    for vote in vote_rows(session):
        outcome = outcomes[vote["reference"]]
        assert outcome["chain_head"] == vote["outcome"]["chain_head"]
        assert outcome["result_sha256"] == sha256(canonical(vote["outcome"]["result"])).hexdigest()
        assert closed[vote["reference"]]["ballots"] == str(vote["closed"]["ballots"])
        if vote["enacted"]:
            assert enacted[vote["reference"]]["entries"] == [str(number) for number in vote["enacted"]["entries"]]
    (sheet,) = distribution_rows(session)
    assert leaves["distribution"][0]["fact"]["sheet_sha256"] == sha256(canonical(sheet)).hexdigest()


def test_free_text_is_behind_the_commitment(session, leaves):
    said = json.dumps(leaves)
    for words in ("A second toad", "The surplus of January", "Why and what for", "Founding charter"):
        assert words not in said
    assert all(leaf["commit"] for kind in ("decision", "entry", "vote-opened") for leaf in leaves[kind])
    assert not any(leaf["commit"] for kind in ("charter", "period", "outcome", "key") for leaf in leaves[kind])


def test_a_party_recognises_its_own_line_and_no_other(session, leaves):
    line = session.execute(select(PostingRow).where(PostingRow.party_id.is_not(None)).limit(1)).scalar_one()
    token = session.get_one(Party, line.party_id).token
    proof = proofs.proof_of(session, "entry", line.entry_id)
    salt, private = proofs.openings(session, [proof.index])[proof.index]
    marks = json.loads(private)["parties"]
    assert marks[str(line.line)] == party_mark(salt, token)
    assert token not in private.decode()
    assert party_mark(salt, "0" * 32) not in marks.values()
