"""The processor as a Flask app; only assembly."""

from __future__ import annotations

from flask import Flask, Response
from jinja2 import StrictUndefined

from coop.demo.cards.hosted import authentication, onboarding, paying
from coop.demo.cards.processor import Processor
from coop.demo.cards.web import interface, strings


def make_app(processor: Processor) -> Flask:
    """Interface, hosted pages, strings."""
    app = Flask("coop.demo.cards", template_folder="hosted/templates", static_folder=None)
    app.jinja_env.undefined = StrictUndefined
    interface.serve(app, processor)
    strings.serve(app, processor)
    for part in (paying, authentication, onboarding):
        part.serve(app, processor)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return app
