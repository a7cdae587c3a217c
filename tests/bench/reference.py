"""The reference: a bare Flask app that answers given paths with given bytes from memory, and nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

from flask import Flask, Response

pages = json.loads(Path(os.environ["BENCH_PAGES"]).read_text())
bodies = {path: body.encode() for path, body in pages.items()}

app = Flask("reference", static_folder=None)


@app.get("/", defaults={"path": ""})
@app.get("/<path:path>")
def page(path: str) -> Response:
    """The bytes, by path alone."""
    return Response(bodies["/" + path], mimetype="text/html")
