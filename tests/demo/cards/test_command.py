"""`python -m coop.demo.cards`, from start to signal."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import stripe

from tests.demo.cards.receiver import receiver

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "coop.demo.cards"]


def test_it_serves_until_a_signal_ends_it(tmp_path):
    with receiver() as (url, _), subprocess.Popen(
        [*COMMAND, "--file", str(tmp_path / "cards.sqlite3"), "--webhook", url, "--payouts", "daily"], cwd=ROOT,
        stdout=subprocess.PIPE, text=True,
    ) as process:
        try:
            line = process.stdout.readline()
            address = line.split(" on ")[1].split(",")[0]
            client = stripe.StripeClient("sk_test_toadlane", base_addresses={"api": address})
            assert client.v1.balance.retrieve().livemode is False
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("key", ["sk_live_1", "secret"])
def test_a_key_that_is_no_test_key_is_refused(key):
    found = subprocess.run([*COMMAND, "--key", key], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (found.returncode, "sk_test_" in found.stderr) == (2, True)
