"""The steward's desk for categories: the tree, adding, renaming."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice

from coop.market.categories import actions, queries
from coop.market.categories.forms import CategoryForm, RenameForm
from coop.market.categories.models import Category
from coop.market.categories.names import said
from coop.people.guards import steward_only
from coop.web.database import session

bp = Blueprint("categories", __name__)


@bp.route("/desk/categories", methods=["GET", "POST"])
@steward_only
def tree() -> ResponseReturnValue:
    """The whole tree, and a form to add one category."""
    kinds = queries.tree(session)
    form = CategoryForm()
    form.parent.choices = [SelectChoice(0, _("nothing: a heading of its own"))]
    form.parent.choices += [SelectChoice(kind.id, said(kind.name)) for kind in kinds.roots]
    if not form.validate_on_submit():
        return _page("tree", form, kinds=kinds)
    parent = session.get(Category, form.parent.data) if form.parent.data else None
    try:
        actions.add(session, name=form.name.data, parent=parent, drawing=form.drawing.data)
    except actions.KeyTaken:
        form.name.errors = [_("There is a category of this name already")]
        return _page("tree", form, kinds=kinds)
    flash(_("Added."), "success")
    return redirect("/desk/categories", code=303)


@bp.route("/desk/categories/<key>", methods=["GET", "POST"])
@steward_only
def edit(key: str) -> ResponseReturnValue:
    """Rename a category or give it another drawing."""
    kind = queries.tree(session).by_key.get(key) or abort(404)
    form = RenameForm(data={"name": kind.name, "drawing": kind.drawing})
    if not form.validate_on_submit():
        return _page("edit", form, kind=kind)
    category = session.get_one(Category, kind.id)
    actions.rename(session, category, name=form.name.data, drawing=form.drawing.data)
    flash(_("Saved."), "success")
    return redirect("/desk/categories", code=303)


def _page(name: str, form: FlaskForm, **facts: object) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    return render_template(f"market/categories/{name}.html", form=form, said=said, **facts), status
