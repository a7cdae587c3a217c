"""Gives every template its frame, and serves the co-op's accent colour as a small sheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user

from coop.commons.frame import queries
from coop.commons.frame.queries import CoopFacts
from coop.people.guards import current_standing
from coop.policies.queries import charter
from coop.web import clock, filters, problems
from coop.web.accent import accent_sheet
from coop.web.database import session

bp = Blueprint("frame", __name__)


@bp.get("/accent.css")
def accent() -> Response:
    """The accent of this co-op; its address changes with the colour, so it may be kept."""
    response = Response(accent_sheet(charter(session).accent), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@bp.before_app_request
def remember_coop() -> None:
    """Money and days are written in the co-op's currency and zone."""
    if request.endpoint in ("asset", "static") or request.path.startswith(problems.PREFIX):
        return
    g.coop = queries.facts(session, at=clock.now())
    if g.coop is not None:
        g.currency, g.timezone = g.coop.currency, g.coop.timezone


def _current(path: str) -> bool:
    return request.path == path or (path != "/" and request.path.startswith(path + "/"))


def _links(*pairs: tuple[str, str]) -> list[tuple[str, str, bool]]:
    return [(label, path, _current(path)) for label, path in pairs]


def _yours() -> list[tuple[str, str, bool]]:
    if not current_user.is_authenticated:
        return _links((_("Sign in"), "/sign-in"), (_("Join"), "/join"))
    standing = current_standing()
    links = [(_("My bookings"), "/my/bookings")]
    if standing.is_member:
        links += [(_("My work"), "/my/work"), (_("My earnings"), "/my/earnings")]
    links += [(_("Inbox"), "/inbox"), (_("Membership"), "/my/membership"), (_("Problems"), "/my/cases"),
              (_("Profile"), "/my/profile"), (_("Security"), "/my/security")]
    if standing.is_steward:
        links.append((_("Steward desk"), "/desk"))
    return _links(*links)


def _nav() -> dict[str, Any]:
    signed_in = current_user.is_authenticated
    return {
        "home_url": "/",
        "sign_out_url": "/sign-out" if signed_in else None,
        "unread": queries.unread_notices(session, current_user.id) if signed_in else 0,
        "main": _links((_("Find a service"), "/services"), (_("How we share"), "/how-we-share"),
                       (_("Decisions"), "/decisions"), (_("Ledger"), "/ledger")),
        "you": _yours(),
        "footer": _links((_("Rules"), "/rules"), (_("How results are ordered"), "/algorithms"),
                         (_("Open data"), "/data"), (_("Exports"), "/exports"), (_("Check a receipt"), "/verify"),
                         (_("Complaints"), "/cases"), (_("Source code"), "/source.tar.gz")),
    }


def _fee(coop: CoopFacts) -> dict[str, str]:
    founding = coop.fee_decision == "charter"
    return {
        "rate": filters.percent(coop.fee_rate),
        "rule_url": "/rules/fee.rate",
        "decision_url": f"/decisions/{coop.fee_decision}",
        "decision_label": _("the founding charter") if founding else _("decision %(ref)s", ref=coop.fee_decision),
    }


def frame() -> dict[str, Any]:
    """What `templates/base.html` asks for; an error page before founding gets a bare frame."""
    coop = g.get("coop")
    if coop is None:
        return {"coop": None, "fee": None, "current_person": None, "nav": None, "standing": None}
    cards_are_test = current_app.extensions["coop_settings"].cards_are_test
    person = current_user if current_user.is_authenticated else None
    return {"coop": coop, "fee": _fee(coop), "current_person": person, "nav": _nav(),
            "standing": current_standing(), "cards_are_test": cards_are_test}


def init_app(app: Flask) -> None:
    """Give the frame to every template."""
    app.context_processor(frame)
