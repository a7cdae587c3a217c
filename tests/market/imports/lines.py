"""Small files of past bookings, made for tests."""

from __future__ import annotations

HEADER = "reference,worker,service,starts_at,ends_at,timezone,price,tip,currency,method,from_zone,to_zone"
GOOD = {
    "reference": "T1", "worker": "driver-01", "service": "green cab", "starts_at": "2019-03-05 10:00:00",
    "ends_at": "2019-03-05 10:12:29", "timezone": "America/New_York", "price": "10.10", "tip": "1.00",
    "currency": "USD", "method": "card", "from_zone": "Astoria", "to_zone": "Harlem",
}


def line(**changes: str) -> str:
    """A good line with some fields changed."""
    return ",".join({**GOOD, **changes}.values())


def table(*lines: str, header: str = HEADER) -> bytes:
    """A file of these lines."""
    return ("\n".join([header, *lines]) + "\n").encode()
