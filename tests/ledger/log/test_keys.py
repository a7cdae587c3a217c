"""The key's file: made once, readable by its owner alone, never overwritten."""

import pytest

from coop.ledger.log import keys
from coop.ledger.log.notes import TreeHead, signed


def test_it_is_made_unreadable_for_others(tmp_path):
    path = tmp_path / "deep" / "log.key"
    signer = keys.create(path, "coop.example")
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.read(path) == signer


def test_a_key_in_use_is_never_overwritten(tmp_path):
    path = tmp_path / "log.key"
    before = keys.create(path, "coop.example")
    with pytest.raises(keys.NoKey, match="exists"):
        keys.create(path, "coop.example")
    assert keys.read(path) == before


def test_what_is_wrong_is_said(tmp_path):
    path = tmp_path / "log.key"
    with pytest.raises(keys.NoKey, match="coop log begin"):
        keys.read(path)
    keys.create(path, "coop.example")
    path.chmod(0o640)
    with pytest.raises(keys.NoKey, match="chmod 600"):
        keys.read(path)
    path.chmod(0o600)
    path.write_text("PRIVATE+KEY+coop.example+00000000+AAAA\n")
    with pytest.raises(keys.NoKey, match="signing key"):
        keys.read(path)


def test_a_replaced_key_is_kept_and_can_be_put_back(tmp_path):
    path = tmp_path / "log.key"
    old = keys.create(path, "coop.example")
    new = keys.replace(path, "coop.example")
    assert keys.read(path) == new != old
    assert keys.read(tmp_path / f"log.key.{old.key_id.hex()}") == old
    keys.put_back(path, old)
    assert keys.read(path) == old


def test_it_remembers_what_it_signed_last(tmp_path):
    path = tmp_path / "log.key"
    signer = keys.create(path, "coop.example")
    assert keys.last_signed(path) is None
    head = TreeHead("coop.example", 3, b"r" * 32)
    keys.remember(path, signed(head.text(), [signer]))
    assert keys.last_signed(path) == head
