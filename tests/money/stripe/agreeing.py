"""That the books and the make-believe processor agree, to the cent."""

from __future__ import annotations

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.checks import findings
from coop.money.health.queries import all_findings
from coop.money.stripe.balance.queries import by_category, unbooked


def books_of(session):
    """(available, pending) in the books."""
    return balance(session, chart.PROCESSOR_AVAILABLE), balance(session, chart.PROCESSOR_PENDING)


def agree(session, cards, *, covered=True):
    """Every transaction is kept and booked; the sums by category are the processor's, and so is the whole."""
    state = cards.state()
    there = state["balance"].get("eur", {"available": 0, "pending": 0})
    assert unbooked(session) == []
    assert {one.name: one.net_cents for one in by_category(session)} == {
        name: net["eur"] for name, net in state["net_by_category"].items()
    }
    assert all(one.off_cents == 0 for one in by_category(session))
    assert sum(books_of(session)) == there["available"] + there["pending"]
    wrong = [found for found in all_findings(session) if covered or found.check != "money held covers money owed"]
    assert wrong == []
    assert covered is False or findings(session) == []
