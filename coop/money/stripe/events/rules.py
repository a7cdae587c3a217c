"""Whether words came from Stripe just now: pure.

Source: Stripe, "Webhooks", section "Verify manually" (docs.stripe.com/webhooks): HMAC-SHA256 over `<time>.<raw body>`.
Its library accepts a moment in the future; we do not, or a captured signature could be kept for later.
"""

from __future__ import annotations

import hashlib
import hmac

MOST_AGE, MOST_AHEAD = 300, 60
"""Seconds."""


class NotSigned(ValueError):
    """These words did not come from Stripe, or not now; the message says which."""


def check_signature(body: bytes, header: str, secret: str, *, now: int) -> None:
    """Raise NotSigned unless `header` signs the raw `body` with `secret` at about `now` (Unix seconds)."""
    pairs = [part.partition("=")[::2] for part in header.split(",")]
    times = [value for name, value in pairs if name.strip() == "t"]
    signatures = [value.strip() for name, value in pairs if name.strip() == "v1"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) < 15) or not signatures:
        raise NotSigned("no signature")
    due = hmac.new(secret.encode(), times[0].encode() + b"." + body, hashlib.sha256).hexdigest()
    if not any(hmac.compare_digest(due.encode(), given.encode()) for given in signatures):
        raise NotSigned("another signature")
    age = now - int(times[0])
    if age > MOST_AGE:
        raise NotSigned("too old")
    if age < -MOST_AHEAD:
        raise NotSigned("from the future")
