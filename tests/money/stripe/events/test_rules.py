"""Words are Stripe's only when they are signed, whole, and of just now."""

from __future__ import annotations

import hashlib
import hmac

import pytest
import stripe

from coop.money.stripe.events.rules import NotSigned, check_signature

SECRET, NOW, BODY = "whsec_test", 1_772_442_000, b'{"id": "evt_1"}'


def header(body=BODY, at=NOW, secret=SECRET):
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def test_what_stripes_own_library_signs_is_taken():
    signed = stripe.WebhookSignature._compute_signature(f"{NOW}.{BODY.decode()}", SECRET)
    check_signature(BODY, f"t={NOW},v1={signed},v0=old", SECRET, now=NOW)
    check_signature(BODY, f"t={NOW},v1=00,v1={signed}", SECRET, now=NOW)  # while a secret is being changed


@pytest.mark.parametrize("age", [-60, 0, 300])
def test_up_to_five_minutes_old(age):
    check_signature(BODY, header(at=NOW - age), SECRET, now=NOW)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (header(at=NOW - 301), "too old"),
        (header(at=NOW + 61), "from the future"),
        (header(at=NOW + 3600), "from the future"),
        (header(body=BODY + b" "), "another signature"),
        (header(secret="whsec_other"), "another signature"),
        (header().replace("v1=", "v0="), "no signature"),
        ("", "no signature"),
        ("v1=00", "no signature"),
        ("t=x,v1=00", "no signature"),
        ("t=²,v1=00", "no signature"),
        (f"t={NOW},t={NOW},v1=00", "no signature"),
        (f"t={NOW},v1=é", "another signature"),
        ("t=99999999999999999999,v1=00", "no signature"),
    ],
)
def test_anything_else_is_not(given, why):
    with pytest.raises(NotSigned, match=why):
        check_signature(BODY, given, SECRET, now=NOW)
