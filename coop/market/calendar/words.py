"""What the calendar calls a booking's state."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.market.bookings.states import State


def state_label(state: State) -> str:
    """In the worker's words."""
    labels = {
        State.REQUESTED: _("waits for your answer"),
        State.ACCEPTED: _("booked"),
        State.COMPLETED: _("done"),
        State.NO_SHOW: _("did not take place"),
    }
    return str(labels.get(state, state.value))
