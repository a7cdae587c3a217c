"""Making the demo once, keeping it, and refusing what would spoil it. Seeding itself is tried in `seeding`."""

import os
import signal
import socket
import sqlite3
import threading
from contextlib import closing

import pytest

from coop.config import Mode
from coop.demo.run import Refused, Request, run


def demo(folder, *, seed=lambda settings, keys: None, migrate=None, **facts):
    """Run a demo without its site; returns what was said and what was migrated."""
    said, migrated = [], []

    def touch(owner_url, site_url):
        migrated.append(owner_url)
        with closing(sqlite3.connect(owner_url.removeprefix("sqlite:///"))) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS seeded (at)")
            connection.commit()

    request = Request(**{"folder": folder, "port": 1, "database": "sqlite", "serve": False, **facts})
    run(request, migrate=migrate or touch, seed=seed, begin=lambda _: None, opened=lambda _: None, said=said.append)
    return said, migrated


def test_the_first_run_seeds_and_the_second_keeps_the_data(tmp_path):
    seeded = []
    demo(tmp_path, seed=lambda settings, keys: seeded.append((settings, keys)))
    before = (tmp_path / "coop.sqlite3").read_bytes()
    said, migrated = demo(tmp_path, seed=lambda settings, keys: seeded.append((settings, keys)))
    assert len(seeded) == 1
    assert said == []
    assert len(migrated) == 1  # to this release's schema, in place
    assert (tmp_path / "coop.sqlite3").read_bytes() == before


def test_the_demo_is_seeded_in_demo_mode_whatever_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("COOP_MODE", "production")
    monkeypatch.setenv("COOP_DATABASE_URL", "postgresql://somebody@else/where")
    monkeypatch.setenv("COOP_MAIL_HOST", "mail.example.org")
    seen = []
    demo(tmp_path, seed=lambda settings, keys: seen.append(settings))
    assert seen[0].mode is Mode.DEMO
    assert seen[0].database_url.startswith(f"sqlite:///{tmp_path}")
    assert seen[0].mail_host == ""


@pytest.mark.parametrize("interruption", [RuntimeError, KeyboardInterrupt])
def test_interrupted_seeding_leaves_nothing_half(tmp_path, interruption):
    def breaks(settings, keys):
        raise interruption

    with pytest.raises(interruption):
        demo(tmp_path, seed=breaks)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys.json", "lock"]
    seeded = []
    demo(tmp_path, seed=lambda settings, keys: seeded.append(1))
    assert seeded == [1]


def test_what_a_killed_run_left_is_thrown_away(tmp_path):
    (tmp_path / "coop.sqlite3.draft").write_text("half a database")
    (tmp_path / "coop.sqlite3.draft-wal").write_text("and its log")
    demo(tmp_path)
    assert not list(tmp_path.glob("*.draft*"))


def test_sigterm_ends_seeding_like_ctrl_c(tmp_path):
    def is_terminated(settings, keys):
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(5)

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        demo(tmp_path, seed=is_terminated)
    assert signal.getsignal(signal.SIGTERM) is before
    assert not (tmp_path / "coop.sqlite3").exists()


def test_a_port_in_use_is_refused_before_anything_is_made(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=rf"port {port} is in use.*PORT={port + 1}"):
            demo(tmp_path / "var", port=port, serve=True)
    assert not (tmp_path / "var").exists()


def test_two_demos_do_not_share_a_folder(tmp_path):
    def second(settings, keys):
        with pytest.raises(Refused, match="running"):
            demo(tmp_path)

    demo(tmp_path, seed=second)
