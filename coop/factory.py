"""Assembly of the site: settings, database, sign-in, blueprints. Nothing is decided here."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Any

from flask import Blueprint, Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import coop
from coop.commons import reading
from coop.commons.frame import views as frame
from coop.config import Mode, Settings, load
from coop.db.engine import normalised, prepare
from coop.money.provider import check_mode, provider_of
from coop.paths import STATIC, TEMPLATES
from coop.people import sign_in
from coop.web import assets, errors, filters, headers, problems, visitors
from coop.web.cookieless import Cookieless
from coop.web.database import Site, db
from coop.web.quick import QuickPages


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """A site ready to serve. Settings come from the environment unless given."""
    settings = settings or load(**overrides)
    app = Site("coop", template_folder=str(TEMPLATES), static_folder=None)
    https = settings.site_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SQLALCHEMY_ENGINES={"default": {"url": normalised(settings.database_url), "pool_pre_ping": True}},
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="__Host-coop" if https else "coop",
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        TESTING=settings.mode is Mode.TEST,
        BABEL_DEFAULT_LOCALE="en",
    )
    app.extensions["coop_settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        check_mode(db.engine, settings)
    Babel(app, locale_selector=lambda: "en")
    csrf = CSRFProtect(app)
    filters.init_app(app)
    assets.init_app(app, STATIC)
    errors.init_app(app)
    sign_in.init_app(app, settings)
    headers.init_app(app, https=https, leads_to=provider_of(settings).pays_at)
    frame.init_app(app)
    reading.init_app(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    visitors.init_app(app, csrf)
    # In tests a change must show at once, so nothing is kept there; elsewhere cookieless readers share a second.
    app.wsgi_app = QuickPages(app.wsgi_app, seconds=0 if settings.mode is Mode.TEST else 1)  # type: ignore[method-assign]
    app.wsgi_app = Cookieless(app.wsgi_app, prefix=problems.PREFIX)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


@functools.cache
def blueprints() -> tuple[Blueprint, ...]:
    """The `bp` of every `views.py` in the house, in the order of their paths."""
    found = []
    for module in sorted(info.name for info in pkgutil.walk_packages(coop.__path__, prefix="coop.")):
        if module.endswith(".views"):
            found.append(importlib.import_module(module).bp)
    return tuple(found)
