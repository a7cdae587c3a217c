"""The signature of a webhook: `t=<unix seconds>,v1=<hex>`, HMAC-SHA256 of `<t>.<body>` with the endpoint's secret."""

from __future__ import annotations

import hashlib
import hmac
import json

from coop.demo.cards.engine.errors import Json


def body_of(event: Json) -> bytes:
    """The bytes of an event as they are sent and signed."""
    return json.dumps(event, indent=2, ensure_ascii=False).encode()


def signature(secret: str, body: bytes, at: int) -> str:
    """The header's value."""
    code = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={code}"
