"""One's own profile."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.people.guards import current_person, current_standing, signed_in
from coop.people.persons import actions
from coop.people.profile.forms import ProfileForm
from coop.web.database import session

bp = Blueprint("profile", __name__)


@bp.route("/my/profile", methods=["GET", "POST"])
@signed_in
def show() -> ResponseReturnValue:
    person = current_person()
    form = ProfileForm(obj=person)
    if form.validate_on_submit():
        actions.describe(
            person,
            display_name=form.display_name.data,
            about=form.about.data or "",
            is_public=form.is_public.data,
            timezone=form.timezone.data,
            locale=form.locale.data,
        )
        session.flush()
        flash(_("Saved."), "success")
        return redirect(url_for(".show"), code=303)
    return render_template(
        "people/profile/show.html", form=form, number=current_standing().member_number
    ), 422 if form.errors else 200
