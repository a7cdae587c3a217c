"""The pictures page of the editor, and the pictures themselves, which never change and may be kept."""

from __future__ import annotations

import re
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    send_from_directory,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.market.editor.forms import AltForm, PictureForm
from coop.market.editor.views import own
from coop.market.editor.words import step_label
from coop.market.listings import pictures
from coop.market.listings.models import Listing, ListingPicture
from coop.market.listings.rules import Step
from coop.people.guards import lister_only
from coop.web.database import session
from coop.web.drawings import ALIASES, KEYS, draw

bp = Blueprint("photos", __name__)

FOR_EVER = "public, max-age=31536000, immutable"
# A picture is nothing but a picture: were one ever opened as a page, it could do and fetch nothing.
INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_SEED = re.compile(r"[A-Za-z0-9-]{1,40}")


def _folder() -> Path:
    uploads: Path = current_app.extensions["coop_settings"].uploads
    return uploads.resolve()


@bp.get("/pictures/<digest>-<int:width>.webp")
def picture(digest: str, width: int) -> Response:
    """A photo in one of its widths."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest) or width not in pictures.WIDTHS:
        abort(404)
    response = send_from_directory(_folder() / "pictures", f"{digest}-{width}.webp", mimetype="image/webp")
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Content-Security-Policy"] = INERT
    return response


@bp.get("/pictures/drawn/<key>/<seed>.svg")
def drawn(key: str, seed: str) -> Response:
    """The quiet drawing of a category; the same for the same address."""
    if not _SEED.fullmatch(seed) or (key not in KEYS and key not in ALIASES):
        abort(404)
    response = Response(draw(key, seed), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Content-Security-Policy"] = INERT
    return response


@bp.route("/my/listings/<reference>/pictures", methods=["GET", "POST"])
@lister_only
def edit(reference: str) -> ResponseReturnValue:
    """The pictures there are, and one to add."""
    listing = own(reference)
    form = PictureForm()
    if not form.validate_on_submit():
        return _page(listing, form)
    try:
        redrawn = pictures.redraw(form.photo.data.stream)
        pictures.add(session, listing, redrawn, alt=form.alt.data)
        pictures.keep(_folder(), redrawn)
    except pictures.TooMany:
        form.photo.errors = [_("A listing has six pictures at most. Remove one first.")]
    except pictures.TooLarge:
        form.photo.errors = [_("The photo is larger than 8 MB or 40 megapixels. Send a smaller one.")]
    except pictures.NotAPicture:
        form.photo.errors = [_("This file cannot be read as a photo. Send a JPEG, PNG or WebP.")]
    if form.errors:
        return _page(listing, form)
    flash(_("The photo is added."), "success")
    return redirect(f"/my/listings/{reference}/pictures", code=303)


@bp.post("/my/listings/<reference>/pictures/<int:number>")
@lister_only
def describe(reference: str, number: int) -> ResponseReturnValue:
    """Say anew what a picture shows."""
    picture = _own_picture(own(reference), number)
    form = AltForm()
    if form.validate_on_submit():
        pictures.describe(session, picture, alt=form.alt.data)
        flash(_("Saved."), "success")
    return redirect(f"/my/listings/{reference}/pictures", code=303)


@bp.post("/my/listings/<reference>/pictures/<int:number>/removal")
@lister_only
def remove(reference: str, number: int) -> ResponseReturnValue:
    """Take a picture off the listing."""
    pictures.remove(session, _own_picture(own(reference), number))
    flash(_("The photo is removed."), "success")
    return redirect(f"/my/listings/{reference}/pictures", code=303)


def _own_picture(listing: Listing, number: int) -> ListingPicture:
    return next((each for each in listing.pictures if each.id == number), None) or abort(404)


def _page(listing: Listing, form: PictureForm) -> ResponseReturnValue:
    page = render_template(
        "market/editor/pictures.html",
        listing=listing,
        form=form,
        step=Step.PICTURES,
        most=pictures.MOST,
        label=step_label(Step.PICTURES),
        labels=[step_label(step) for step in Step],
        now=len(Step),
    )
    return page, 422 if form.errors else 200
