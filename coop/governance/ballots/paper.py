"""A vote's paper: the form that fits its method, what somebody filled in, and what a ballot says in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from coop.governance.ballots import forms
from coop.governance.ballots.contents import read_consent, read_options
from coop.governance.electorate.frozen import CONSENT, SCORE, FrozenVote
from coop.governance.words import use
from coop.web.filters import percent

Content = Mapping[str, int] | str


def form_of(vote: FrozenVote, names: Mapping[str, str]) -> forms.BallotForm:
    """An empty ballot, or what was sent of it. `names` are the options' words by their keys."""
    if vote.is_split:
        return forms.split_form(vote.options)
    if vote.method == CONSENT:
        return forms.consent_form(vote.options)
    if vote.approves:
        return forms.approval_form(names, projects=vote.is_round)
    return forms.figures_form(vote, names) if vote.has_options else forms.choice_form(vote.options)


def filled_in(form: forms.BallotForm, vote: FrozenVote) -> Content | None:
    """What a form that was sent says, None where it cannot be cast: then its fields say why."""
    if not form.validate_on_submit():
        return None
    if vote.is_split:
        return forms.shares_given(form, vote.options) if forms.check_sum(form, vote.options).valid else None
    if vote.has_options:
        return forms.figures_given(form, vote)
    choice = str(form["choice"].data)
    return f"{choice}: {form['reason'].data}" if vote.method == CONSENT and choice == "block" else choice


def said(written: str, vote: FrozenVote, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """A ballot's canonical text as (what, how) in the reader's language."""
    if vote.is_split:
        shares = dict(part.split("=") for part in written.split(","))
        return [(use(key), percent(forms.figure_of(int(shares[key])))) for key in vote.options]
    if vote.method == CONSENT:
        answer, reason = read_consent(written)
        return [(_("Your vote"), use(answer)), *([(_("Your reason"), reason)] if reason else [])]
    if not vote.has_options:
        return [(_("Your vote"), use(written))]
    given = read_options(written, vote)
    if not given:
        return [(_("Your vote"), use("abstain"))]
    if vote.approves:
        return [(name, _("Approved") if key in given else _("Not approved")) for key, name in names.items()]
    if vote.method == SCORE:
        return [(name, str(given[key]) if key in given else _("No points")) for key, name in names.items()]
    ranked = sorted((given[key], number, key) for number, key in enumerate(vote.options) if key in given)
    last = [(names[key], _("Not ranked")) for key in vote.options if key not in given]
    return [*((names[key], _("Rank %(rank)s", rank=rank)) for rank, _number, key in ranked), *last]
