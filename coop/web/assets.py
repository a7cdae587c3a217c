"""Static files under names that carry a hash of their content: cached for ever, never stale."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, send_from_directory, url_for
from werkzeug.exceptions import NotFound


def init_app(app: Flask, folder: Path) -> None:
    """Serve `/assets/<hash>/<name>` and give templates the addresses."""
    digests = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

    @app.get("/assets/<digest>/<path:name>")
    def asset(digest: str, name: str) -> Response:
        if digests.get(name) != digest:
            raise NotFound
        response = send_from_directory(folder, name)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    with app.test_request_context():
        app.extensions["coop_assets"] = {
            name: url_for("asset", digest=digest, name=name) for name, digest in digests.items()
        }
