"""A visitor's form needs no token, but must come from here; a signed-in person's needs both."""

from __future__ import annotations

import pytest
from flask import Blueprint

from coop.web.visitors import for_visitors
from tests.factories import make_person, sign_in


@pytest.fixture
def site(app):
    bp = Blueprint("taking", __name__)

    @bp.post("/take")
    @for_visitors
    def take():
        return "taken"

    app.register_blueprint(bp)
    app.config["WTF_CSRF_ENABLED"] = True
    app.extensions["csrf"].exempt(app.view_functions["taking.take"])
    return app.test_client()


def test_a_visitor_needs_no_token(site):
    assert site.post("/take").status_code == 200
    here = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert site.post("/take", headers=here).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"},
                                     {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}])
def test_a_form_from_elsewhere_is_refused(site, headers):
    assert site.post("/take", headers=headers).status_code == 400


def test_who_is_signed_in_needs_their_token(site, session):
    sign_in(site, make_person(session))
    assert site.post("/take").status_code == 400
