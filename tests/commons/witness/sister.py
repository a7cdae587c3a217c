"""A sister co-op's site on loopback: a log of plain leaves that can be made to misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from coop.ledger.log import tiles
from coop.ledger.log.merkle import TILE_WIDTH, Tree, leaf_hash, perfect_root
from coop.ledger.log.notes import Signer, TreeHead, handed_over, signed

ORIGIN = "sister.example"


class Sister:
    """`answers[path]` replaces what is served: bytes, or a function that writes to the handler."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.leaves: list[bytes] = []
        self.signer = Signer.new(ORIGIN)
        self.hand_overs = [signed(handed_over(ORIGIN, None, self.signer.verifier, 0), [self.signer])]
        self.answers: dict[str, bytes | Callable] = {}
        self.asked: list[str] = []
        self.grow(300)

    @property
    def verifier(self) -> str:
        return self.signer.verifier

    def grow(self, count: int, what: str = "fact") -> None:
        self.leaves += [f"{what} {len(self.leaves) + n}".encode() for n in range(count)]
        self.sign()

    def sign(self, signer: Signer | None = None) -> None:
        head = TreeHead(ORIGIN, len(self.leaves), self._tree().root())
        self.checkpoint = signed(head.text(), [signer or self.signer])

    def rotate(self, *, announced: bool = True) -> Signer:
        """A new key; returns the old one."""
        old, self.signer = self.signer, Signer.new(ORIGIN)
        if announced:
            text = handed_over(ORIGIN, old.verifier, self.signer.verifier, len(self.leaves))
            self.hand_overs.append(signed(text, [old, self.signer]))
        return old

    def served(self, path: str) -> bytes | Callable | None:
        if path in self.answers:
            return self.answers[path]
        if path == "checkpoint":
            return self.checkpoint.encode()
        if path == "log/keys":
            return "\n".join(self.hand_overs).encode()
        try:
            level, number, width = tiles.read(path.removeprefix("tile/"))
        except tiles.NotATile:
            return None
        return b"".join(self._tile(level, number, width))

    def _tile(self, level: int, number: int, width: int) -> list[bytes]:
        first = number * TILE_WIDTH
        if level == 0:
            return [leaf_hash(leaf) for leaf in self.leaves[first : first + width]]
        return [perfect_root(self._tile(level - 1, n, TILE_WIDTH)) for n in range(first, first + width)]

    def _tree(self) -> Tree:
        return Tree(len(self.leaves), self._tile)


@contextmanager
def sister_site() -> Iterator[Sister]:
    """The site, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            sister.asked.append(self.path[1:])
            body = sister.served(self.path[1:])
            if callable(body):
                body(self)
                return
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_arguments: None  # who is cut off in the middle of an answer
    sister = Sister(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield sister
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
