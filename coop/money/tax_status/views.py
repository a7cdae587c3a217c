"""A worker's own page about VAT and invoices, and the co-op's at the desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from coop.money.tax_status import actions, queries
from coop.money.tax_status.forms import TaxStatusForm
from coop.money.tax_status.sentences import sentence_for
from coop.money.tax_status.words import kind_words
from coop.people.guards import current_person, fresh, lister_only, steward_only
from coop.people.persons.models import Person
from coop.policies.queries import charter, local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import percent
from coop.web.once import once

bp = Blueprint("tax_status", __name__)


@bp.route("/my/tax-status", methods=["GET", "POST"])
@lister_only
@fresh
@once
def mine() -> ResponseReturnValue:
    person = current_person()
    return _page(person, name=person.display_name, address="", back=(_("My papers"), "/my/papers"))


@bp.route("/desk/tax-status", methods=["GET", "POST"])
@steward_only
@fresh
@once
def of_coop() -> ResponseReturnValue:
    """The co-op's own: with it, invoices for its fees begin."""
    coop = charter(session)
    return _page(None, name=coop.name, address=coop.contact, back=(_("Steward desk"), "/desk"))


def _page(person: Person | None, *, name: str, address: str, back: tuple[str, str]) -> ResponseReturnValue:
    today, number = local_day(session, clock.now()), person.id if person else None
    known = queries.versions(session, number)
    now = queries.status_on(session, number, today) or (known[0] if known else None)
    form = TaxStatusForm(
        kind=now.kind if now else None,
        rate=(now.rate if now else "") or "standard",
        vat_number=now.vat_number if now else "",
        sentence=(now.sentence if now else "") or sentence_for(charter(session).preset),
        trading_name=now.trading_name if now else name,
        address=now.address if now else address,
        from_on=today,
    )
    rates = {which: queries.rate_on(session, which, today) for which in ("standard", "reduced")}
    form.rate.choices = [
        SelectChoice(which, label)
        for which, label in (
            ("standard", _("Standard, %(rate)s", rate=percent(rates["standard"], 2))),
            ("reduced", _("Reduced, %(rate)s", rate=percent(rates["reduced"], 2))),
        )
        if rates[which] or which == "standard"
    ]
    form.today, form.has_rate = today, bool(rates["standard"])
    if form.validate_on_submit():
        actions.state(
            session,
            person,
            kind=form.kind.data,
            from_on=form.from_on.data,
            trading_name=form.trading_name.data,
            address=form.address.data or "",
            rate=form.rate.data or "",
            vat_number=form.vat_number.data or "",
            sentence=form.sentence.data or "",
            recorded_by=current_person(),
            at=clock.now(),
        )
        flash(_("Saved. Papers from that day on say so."), "success")
        return redirect(back[1], code=303)
    page = render_template(
        "money/tax_status/edit.html", form=form, known=known, words=kind_words(), back=back, is_coop=person is None
    )
    return page, 422 if form.errors else 200
