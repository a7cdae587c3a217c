"""The sums of the processor, on one page of JSON."""

from __future__ import annotations

from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.movements import sums
from coop.demo.cards.engine.world import World


def state(world: World) -> Json:
    """Time, modes, balance, sums by reporting category, objects by kind, deliveries by state."""
    categories: dict[str, dict[str, int]] = {}
    for movement in world.store.oldest("balance_transaction"):
        by_currency = categories.setdefault(movement["reporting_category"], {})
        by_currency[movement["currency"]] = by_currency.get(movement["currency"], 0) + movement["net"]
    return {
        "now": world.now,
        "frozen": world.clock.frozen,
        "modes": world.modes.all(),
        "balance": {code: {"available": free, "pending": held} for code, (free, held) in sums(world).items()},
        "net_by_category": categories,
        "objects": world.store.counts(),
        "deliveries": dict(
            world.store.connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall()
        ),
    }
