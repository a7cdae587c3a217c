"""Rules are dated data: read as they stood at a moment, written only by a decision, within their bounds."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.policies import actions
from coop.policies.in_force import NotFounded, history, in_force
from coop.policies.presets import PRESETS
from coop.policies.register import REGISTER
from coop.policies.rules import OutOfBounds, RuleSpec, Unit


def decide(session, now, reference="7"):
    return actions.record_decision(
        session, reference=reference, kind="set-rule", title="A lower fee", statement="9 yes", decided_at=now
    )


def test_every_rule_is_in_force_from_the_founding(session, coop, now):
    for name in REGISTER:
        assert in_force(session, name, now).version == 1


def test_nothing_is_in_force_before_the_founding(session, coop):
    with pytest.raises(NotFounded):
        in_force(session, "fee.rate", coop.founded_at - dt.timedelta(seconds=1))


def test_a_rule_the_register_does_not_list_cannot_be_read(session, coop, now):
    with pytest.raises(KeyError):
        in_force(session, "fee.secret", now)


def test_a_new_version_counts_from_its_own_moment(session, coop, now):
    later = now + dt.timedelta(days=3)
    version = actions.set_rule(session, "fee.rate", "4%", in_force_from=later, decision=decide(session, now), at=now)
    session.commit()
    assert in_force(session, "fee.rate", later - dt.timedelta(microseconds=1)).fraction == Fraction(1, 20)
    assert in_force(session, "fee.rate", later).fraction == Fraction(1, 25)
    assert in_force(session, "fee.rate", later).id == version.id
    assert [v.version for v in history(session, "fee.rate")] == [1, 2]


def test_a_version_written_by_another_session_is_seen(session, engine, coop, now):
    assert in_force(session, "fee.rate", now).fraction == Fraction(1, 20)
    session.commit()
    from coop.db import transaction

    with transaction(engine) as other:
        actions.set_rule(other, "fee.rate", "3%", in_force_from=now, decision=decide(other, now), at=now)
    assert in_force(session, "fee.rate", now).fraction == Fraction(3, 100)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("fee.rate", "31%"),
        ("fee.rate", "-1%"),
        ("fee.rate", "much"),
        ("fee.rate", "1/0"),
        ("vote.period_days", "0"),
        ("vote.period_days", "7.5"),
        ("membership.admission", "by-mood"),
        ("asset_lock", "false"),
    ],
)
def test_no_vote_may_cross_the_bounds(session, coop, now, name, written):
    with pytest.raises(OutOfBounds):
        actions.set_rule(session, name, written, in_force_from=now, decision=decide(session, now), at=now)


def test_two_versions_cannot_begin_at_the_same_moment(session, coop, now):
    decision = decide(session, now)
    actions.set_rule(session, "fee.rate", "4%", in_force_from=now, decision=decision, at=now)
    session.commit()
    with pytest.raises(DBAPIError):
        actions.set_rule(session, "fee.rate", "3%", in_force_from=now, decision=decision, at=now)


def test_a_version_needs_a_decision(session, coop):
    with pytest.raises(DBAPIError):
        session.execute(
            text(
                "INSERT INTO rule_versions (name, version, value, in_force_from, decision_id, recorded_at) "
                "VALUES ('fee.rate', 9, '\"1/100\"', '2026-03-02 09:00:00', 999, '2026-03-02 09:00:00')"
            )
        )
        session.commit()


def test_a_database_holds_one_co_op(session, coop, now):
    with pytest.raises(actions.AlreadyFounded):
        actions.found(session, name="Other", currency="EUR", timezone="UTC", preset="ica", at=now)
    with pytest.raises(DBAPIError):
        session.execute(text("UPDATE charter SET id = 2"))
        session.commit()


@pytest.mark.parametrize("key", sorted(PRESETS))
def test_every_preset_founds_a_co_op(session, now, key):
    actions.found(session, name="X", currency="USD", timezone="America/New_York", preset=key, at=now)
    session.commit()
    for name, value in PRESETS[key].values.items():
        assert in_force(session, name, now).value == value
    floors = [
        in_force(session, f"surplus.{use}_floor", now).fraction
        for use in ("reserve", "solidarity", "education", "dividend")
    ]
    assert sum(floors) <= 1


def test_the_presets_keep_what_their_laws_ask_for():
    assert PRESETS["italy"].values["surplus.reserve_floor"] >= Fraction(3, 10)
    assert PRESETS["spain"].values["surplus.education_floor"] >= Fraction(1, 20)
    assert PRESETS["us-subchapter-t"].values["surplus.cash_share"] >= Fraction(1, 5)
    assert PRESETS["colab"].values["surplus.cash_share"] == Fraction(1, 5)


@given(st.fractions(min_value=0, max_value=1))
def test_a_share_is_read_back_as_it_was_written(share):
    spec = RuleSpec("x", Unit.SHARE, "", Fraction(0))
    assert spec.parse(spec.write(share)) == share


@pytest.mark.parametrize(
    ("written", "value"),
    [("5%", Fraction(1, 20)), ("4,5 %", Fraction(9, 200)), ("1/20", Fraction(1, 20)), ("0.05", Fraction(1, 20))],
)
def test_a_share_may_be_written_as_people_write_it(written, value):
    assert RuleSpec("x", Unit.SHARE, "", Fraction(0)).parse(written) == value
