"""A rule that a later release knows is brought into the books of a co-op that was founded before."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.policies import actions
from coop.policies.in_force import NotFounded, in_force
from coop.policies.presets import PRESETS
from coop.policies.register import REGISTER

YEAR = dt.timedelta(days=365)


@pytest.fixture
def founded_before(session, now, monkeypatch):
    """A co-op of Italy whose release knew neither rule on erasing."""
    known = {name: spec for name, spec in REGISTER.items() if name not in ("records.kept_years", "erasure.days")}
    preset = PRESETS["italy"]
    values = {name: value for name, value in preset.values.items() if name in known}
    with monkeypatch.context() as earlier:
        earlier.setattr(actions, "REGISTER", known)
        earlier.setitem(PRESETS, "italy", type(preset)(preset.key, preset.title, preset.source, values))
        actions.found(session, name="Prima", currency="EUR", timezone="Europe/Rome", preset="italy", at=now - YEAR)
    session.commit()


def test_new_rules_hold_from_now_on_by_the_preset(session, founded_before, now):
    with pytest.raises(NotFounded):
        in_force(session, "records.kept_years", now)
    assert actions.bring_new_rules(session, at=now) == ["records.kept_years", "erasure.days"]
    session.commit()
    assert in_force(session, "records.kept_years", now).whole == 10
    assert in_force(session, "erasure.days", now).version == 1
    with pytest.raises(NotFounded):
        in_force(session, "erasure.days", now - dt.timedelta(seconds=1))
    assert actions.bring_new_rules(session, at=now + YEAR) == []


def test_what_members_live_by_is_not_changed_by_an_update(session, now, monkeypatch):
    """A co-op on CoLab's bylaws that an earlier release founded goes on as it was until its members vote."""
    stay = {name: spec.before for name, spec in REGISTER.items() if spec.before is not None}
    preset = PRESETS["colab"]
    assert stay.keys() & preset.values.keys()
    with monkeypatch.context() as earlier:
        earlier.setattr(actions, "REGISTER", {name: spec for name, spec in REGISTER.items() if name not in stay})
        values = {name: value for name, value in preset.values.items() if name not in stay}
        earlier.setitem(PRESETS, "colab", type(preset)(preset.key, preset.title, preset.source, values))
        actions.found(session, name="Prima", currency="USD", timezone="America/New_York", preset="colab", at=now - YEAR)
    assert set(actions.bring_new_rules(session, at=now)) == stay.keys()
    assert {name: in_force(session, name, now).value for name in stay} == stay


def test_nothing_is_brought_where_no_co_op_is_founded(session, now):
    assert actions.bring_new_rules(session, at=now) == []
