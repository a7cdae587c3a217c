"""Every rule is there, with its meaning, value, bounds, readers and history."""

from __future__ import annotations

import datetime as dt

from coop.policies import actions
from coop.policies.register import REGISTER
from tests.commons.books import NOW


def test_every_rule_has_its_page(client):
    for name, spec in REGISTER.items():
        page = client.get(f"/rules/{name}").text
        assert f"<h1>{name}</h1>" in page
        assert 'id="v1"' in page
        assert all(reader in page for reader in spec.read_by), name


def test_the_rulebook_lists_every_rule(client):
    page = client.get("/rules").text
    for name in REGISTER:
        assert f'href="/rules/{name}"' in page


def test_a_value_to_come_is_said_to_come(client, session, coop):
    decision = actions.record_decision(
        session, reference="12", kind="set-rule", title="A fee of 6%", statement="", decided_at=NOW
    )
    actions.set_rule(session, "fee.rate", "6%", in_force_from=NOW + dt.timedelta(days=10), decision=decision, at=NOW)
    session.commit()
    assert "6%" in client.get("/rules").text
    page = client.get("/rules/fee.rate").text
    assert 'id="v2"' in page
    assert "(to come)" in page
    assert "/decisions/12" in page
