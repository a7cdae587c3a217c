"""A log of any size as the site serves it: over HTTP on loopback, or the same bytes in a folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import insert
from werkzeug.serving import make_server

from coop.commons.log.sources import SOURCES
from coop.ledger.log import reading, sequencing, signing
from coop.ledger.log.leaves import Written
from coop.ledger.log.merkle import TILE_WIDTH
from coop.ledger.log.models import QueuedFact
from coop.ledger.log.tiles import path, width_at


def facts(_session, keys, _salts):
    """A made-up kind of fact: what a leaf says is the same to a verifier."""
    return {key: Written({"number": key, "said": "é" * (key % 7)}, {"memo": f"number {key}"}) for key in keys}


def grow(session, key_file, size, *, at):
    """Let the log have exactly `size` leaves: what the co-op did so far first, then as many made up; sign it."""
    made_up = size - reading.size(session) - sequencing.waiting_count(session, most=size)
    if made_up > 0:
        first = reading.size(session)
        session.execute(insert(QueuedFact), [{"source": "test", "key": first + n} for n in range(made_up)])
    while missing := size - reading.size(session):
        sequencing.sequence(session, {**SOURCES, "test": facts}, limit=min(missing, 5_000))
        session.commit()
    head = signing.sign(session, key_file, at=at)
    session.commit()
    return head


def addresses(size) -> Iterator[str]:
    """Everything that a log of this size serves: its checkpoint, tiles and entry bundles."""
    yield "checkpoint"
    for level in range(8):
        for number in range(-(-(size >> (8 * level)) // TILE_WIDTH)):
            yield "tile/" + path(level, number, width_at(size, level, number))
            if level == 0:
                yield "tile/" + path("entries", number, width_at(size, 0, number))


def dump(client, folder: Path, size) -> Path:
    """Write all of it down, as a mirror would; returns the folder."""
    for address in addresses(size):
        answer = client.get("/" + address)
        assert answer.status_code == 200, address
        file = folder / address
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer.data)
    return folder


@contextmanager
def live(app) -> Iterator[str]:
    """The site on loopback in a thread; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
