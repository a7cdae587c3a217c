"""The page on which a proposal is written, changed, or an amendment to it offered."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from coop.governance import words
from coop.governance.previews.shown import Shown, shown
from coop.governance.proposals import forms, payloads, queries
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.rules import Kind, Refused
from coop.people.guards import current_person
from coop.web import clock
from coop.web.database import session
from coop.web.forms import OnceForm


def words_of(kind: Kind, form: OnceForm) -> dict[str, Any]:
    """Title, text and payload as the form says them."""
    payload = forms.payload_of(session, kind, form)
    if kind is Kind.ADMIT:
        title = _("Admission of applicant %(number)s", number=payload["application_id"])
    elif kind is Kind.RECALL:
        title = _("Recall from office: %(office)s", office=words.office(payload["office"]))
    else:
        title = form["title"].data
    return {"title": title, "text": form["text"].data, "payload": payload}


def data_of(proposal: Proposal) -> dict[str, Any]:
    """What the form of a proposal holds at first."""
    of_kind = forms.data_of(session, Kind(proposal.kind), proposal.payload)
    return {"title": proposal.title, "text": proposal.text, **of_kind}


def preview(kind: Kind, form: OnceForm, proposal: Proposal | None = None) -> Shown | None:
    """The effect of what the form says, for members; raises Refused."""
    at, own = clock.now(), proposal.id if proposal else None
    payload = payloads.checked(session, kind, words_of(kind, form)["payload"], at=at, proposal_id=own)
    return shown(session, kind, payload, party_id=current_person().party_id, for_members=True, at=at)


def with_preview(
    kind: Kind, form: OnceForm, proposal: Proposal | None = None, *, offering: bool = False
) -> tuple[str, int]:
    """The same page again, with the effect below the form."""
    try:
        seen = preview(kind, form, proposal)
    except Refused as refusal:
        return form_page(kind, form, str(refusal), proposal=proposal, offering=offering), 422
    page = form_page(kind, form, proposal=proposal, offering=offering, seen=seen, has_looked=True)
    # Nothing was acted on: the form's key stays good for when it is.
    session.rollback()
    return page, 200


def form_page(
    kind: Kind,
    form: OnceForm,
    problem: str = "",
    *,
    proposal: Proposal | None = None,
    offering: bool = False,
    seen: Shown | None = None,
    has_looked: bool = False,
) -> str:
    """The page, as a string. `proposal` is the one that is changed; `has_looked`: its effect was asked for."""
    amending = proposal is not None and queries.discussion_of(session, proposal) is not None
    return render_template(
        "governance/proposals/write.html",
        kind=kind.value,
        kind_said=words.kind(kind),
        form=form,
        problem=problem,
        proposal=proposal,
        amending=amending,
        offering=offering,
        preview=seen,
        has_looked=has_looked,
        form_errors=bool(problem),
        is_empty=any(field.type == "SelectField" and not field.choices for field in form),
    )
