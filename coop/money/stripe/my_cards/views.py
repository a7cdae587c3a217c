"""A person's kept cards: shown by their last digits, one more kept on Stripe's own page, any of them removed."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.cards.interface import Refused, Unreachable
from coop.money.kept_cards.models import KeptCard
from coop.money.kept_cards.queries import cards_of, consents_on, good_cards
from coop.money.kept_cards.words import card_said, expiry_said
from coop.money.references import grouped
from coop.money.stripe import asking, settling
from coop.money.stripe.keeping.queries import last_setup_page
from coop.money.stripe.site import cards_only, gateway_here, settings
from coop.people.guards import current_person, signed_in
from coop.web import clock
from coop.web.database import db, session
from coop.web.once import once

bp = Blueprint("kept_cards", __name__)

PAGE = "/my/cards"


@bp.get(PAGE)
@cards_only
@signed_in
def index() -> ResponseReturnValue:
    """The cards, and what was agreed to on each."""
    person = current_person()
    good = {card.id for card in good_cards(session, person.id, at=clock.now())}
    cards = [
        {
            "id": card.id,
            "said": card_said(card),
            "expiry": expiry_said(card),
            "is_good": card.id in good,
            "agreed": [
                {"reference": (bare := one.subject.removeprefix("booking:")), "said": grouped(bare),
                 "cents": one.amount_cents}
                for one in consents_on(session, card.id)
            ],
        }
        for card in cards_of(session, person.id)
    ]  # fmt: skip
    return render_template("money/cards/mine.html", cards=cards)


@bp.post(PAGE)
@cards_only
@signed_in
@once
def keep() -> ResponseReturnValue:
    """Go to Stripe's page and give it a card to keep."""
    person_id, at, site = current_person().id, clock.now(), settings().site_url.rstrip("/")
    session.commit()
    try:
        url = asking.page_to_keep(
            db.engine, gateway_here(), person_id, kept_url=f"{site}{PAGE}/back", back_url=f"{site}{PAGE}", at=at
        )
    except (Refused, Unreachable):
        flash(_("Stripe does not answer just now. Try again in a few minutes."), "stop")
        return redirect(PAGE, 303)
    return redirect(url, 303)


@bp.get(f"{PAGE}/back")
@cards_only
@signed_in
def back() -> ResponseReturnValue:
    """Back from Stripe's page: whether a card was kept is asked of Stripe."""
    person_id = current_person().id
    page, before = last_setup_page(session, person_id), len(cards_of(session, person_id))
    session.rollback()
    if page:
        try:
            settling.look_at_checkout(db.engine, gateway_here(), page, clock.now())
        except (Refused, Unreachable):
            flash(_("Stripe does not answer just now; your card appears here as soon as it does."), "info")
    session.expire_all()
    if len(cards_of(session, person_id)) > before:
        flash(_("Your card is kept. Nothing is charged to it unless you agree to it for a booking."), "success")
    return redirect(PAGE, 303)


@bp.post(f"{PAGE}/<int:number>/removal")
@cards_only
@signed_in
@once
def remove(number: int) -> ResponseReturnValue:
    """Forget a card, here and at Stripe."""
    card = session.get(KeptCard, number) if number < 2**63 else None
    if card is None or card.person_id != current_person().id or card.removed_at is not None:
        abort(404)
    said, at = card_said(card), clock.now()
    session.commit()
    asking.remove(db.engine, gateway_here(), number, at=at)
    flash(_("%(card)s is removed. Nothing can be charged to it any more.", card=said), "success")
    return redirect(PAGE, 303)
