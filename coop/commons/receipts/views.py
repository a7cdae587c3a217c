"""Receipts to download, each for whoever may read the page it belongs to: to others it does not exist."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.commons.exports.books import stamp
from coop.commons.receipts import queries
from coop.commons.receipts.rules import BallotProved, FactProved, Signed, receipt
from coop.governance.ballots.queries import ballot_of, contents, is_closed
from coop.governance.ballots.receipts import NoReceipt, read_receipt
from coop.governance.proposals.queries import by_reference
from coop.market.bookings.party import as_party
from coop.money.payments import queries as payments
from coop.money.payments.entries import subject_of
from coop.money.payouts import queries as payouts
from coop.money.payouts.models import PayoutLine
from coop.money.references import grouped
from coop.people.guards import current_person, member_only, signed_in
from coop.people.membership.capital import capital_lines
from coop.policies.queries import charter
from coop.web import clock
from coop.web.database import session

bp = Blueprint("receipts", __name__)


@bp.get("/bookings/<reference>/receipt.json")
@signed_in
def booking(reference: str) -> ResponseReturnValue:
    """All entries of a booking, for its two parties."""
    found, _side = as_party(reference)
    ids = payments.entries_of(session, subject_of(found.booking.reference))
    return _of_entries(ids, _("Booking %(ref)s", ref=grouped(found.booking.reference)), found.booking.reference)


@bp.get("/my/payouts/<reference>/receipt.json")
@member_only
def payout(reference: str) -> ResponseReturnValue:
    """What a run paid the reader."""
    view, party_id = payouts.run_by_reference(session, reference) or abort(404), current_person().party_id
    if view.execution is None or session.get(PayoutLine, (view.run.id, party_id)) is None:
        abort(404)
    ids = payouts.entries_of(session, view.run, party_id)
    return _of_entries(ids, _("Payout %(ref)s", ref=view.run.reference), f"payout-{view.run.reference}")


@bp.get("/my/membership/capital/receipt.json")
@signed_in
def capital() -> ResponseReturnValue:
    """Share and dividends: every entry of the reader's own capital account."""
    lines = capital_lines(session, current_person().party_id)
    ids = sorted({line.entry_id for line in lines})
    return _of_entries(ids, _("Capital account"), "capital")


@bp.get("/my/entries/<int:entry_id>/receipt.json")
@signed_in
def entry(entry_id: int) -> ResponseReturnValue:
    """One entry of which a line is the reader's: a share paid in, a dividend, a tip."""
    if entry_id >= 2**63 or not queries.concerns(session, entry_id, current_person().party_id):
        abort(404)
    return _of_entries([entry_id], _("Ledger entry %(number)s", number=entry_id), f"entry-{entry_id}")


@bp.post("/decisions/<reference>/receipt.json")
@signed_in
def ballot(reference: str) -> ResponseReturnValue:
    """The ballot that a code opens, among all that were counted. The code comes in the form: no address keeps it."""
    proposal = by_reference(session, reference) or abort(404)
    try:
        code = read_receipt(request.form.get("receipt", ""))
    except NoReceipt:
        abort(404)
    found = ballot_of(session, proposal, receipt=code) if is_closed(session, proposal.id) else None
    if found is None:
        abort(404)
    hashes = [hashed for hashed, _content in contents(session, proposal.id)]
    try:
        signed, facts = queries.outcome_proved(session, proposal.id)
    except queries.NotYet:
        return _not_yet()
    counted = BallotProved(proposal.reference, found[0], hashes, fact=0)
    return _file(signed, facts, _("Ballot in decision %(ref)s", ref=reference), f"ballot-{reference}", counted)


def _of_entries(ids: Sequence[int], title: str, name: str) -> ResponseReturnValue:
    if not ids:
        abort(404)
    try:
        signed, facts = queries.entries_proved(session, ids, party_id=current_person().party_id)
    except queries.NotSummed:
        return _not_yet(is_to_be_summed=True)
    except queries.NotYet:
        return _not_yet()
    return _file(signed, facts, title, name)


def _not_yet(*, is_to_be_summed: bool = False) -> ResponseReturnValue:
    page = render_template("commons/receipts/not_yet.html", is_to_be_summed=is_to_be_summed)
    return page, 503, {"Retry-After": "86400" if is_to_be_summed else "5"}


def _file(
    signed: Signed, facts: Sequence[FactProved], title: str, name: str, counted: BallotProved | None = None
) -> Response:
    text = receipt(
        coop=charter(session).name,
        signed=signed,
        title=title,
        issued_at=stamp(clock.now()),
        facts=facts,
        ballot=counted,
    )
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{name}.json"'
    return response
