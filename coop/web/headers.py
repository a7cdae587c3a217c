"""Headers on every answer: no inline script or style, no framing, no sniffing; private pages are not stored."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_login import current_user

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'{leads_to}; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


def init_app(app: Flask, *, https: bool, leads_to: str = "") -> None:
    """Set the headers after each request; HSTS only where the site is served by HTTPS.

    `leads_to`: the origin of another site that a form of ours may lead to, such as the card processor's page.
    """
    policy = CSP.format(leads_to=f" {leads_to}" if leads_to else "")

    @app.after_request
    def secure(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if "Cache-Control" not in headers and request.endpoint != "static":
            private = request.method != "GET" or current_user.is_authenticated
            headers["Cache-Control"] = "no-store" if private else "no-cache"
        return response
