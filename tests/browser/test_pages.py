"""Every page that a reader comes across, in every role: light, quiet, and open to everybody."""

from __future__ import annotations

import json

import pytest

from coop.factory import create_app
from tests.browser import chromium
from tests.browser.crawl import crawl
from tests.browser.look import Reader
from tests.sharing import one_at_a_time

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

ROLES = ("visitor", "client", "member", "steward")

# Their examples differ more than others': a booking has ten states, a decision five.
VARIED = {"bookings.show", "decisions.show", "commons_entries.show"}

# Linked only while there is something to do there, or asked for by a reference that somebody types.
BESIDES = {
    "visitor": ("/decisions/6", "/decisions/7"),  # a choice by ranks and an election, among the older decisions
    "member": ("/decisions/7", "/decisions/8", "/decisions/9", "/decisions/10/projects", "/my/delegation"),
    "steward": ("/desk/clearing", "/desk/membership/shares/1", "/desk/refunds/{settled}", "/my/security/again"),
}

IN_A_WALK = "made on the way; looked at in test_walks.py"
WITNESS = "the demo's co-op watches no other; looked at in test_witness.py"
NO_STATEMENT = "the demo has no bank statement; tests/money/reconciliation/test_pages.py opens it"
CARDS = "the demo walked here takes no cards; tests/money/stripe/test_pages.py and tests/market/paying open them"
NO_CASE = "nobody complains in the demo; tests/governance/cases/test_pages.py opens it"
NOBODY_CARRIED = "nobody carries votes in the demo; tests/governance/delegation/test_pages.py opens it"
NOT_IN_BELENIOS = "no vote of the demo is held in Belenios; test_belenios.py walks one"
NOT_COME_ACROSS = {
    "asset": "style and script",
    "commons_log.tile": "hashes, for programs",
    "frame.accent": "style",
    "photos.picture": "a picture",
    "photos.drawn": "a picture",
    "outbox.calendar": "an attachment; the outbox is looked at in test_walks.py",
    "outbox.index": IN_A_WALK,
    "checkout.details": IN_A_WALK,
    "checkout.check": IN_A_WALK,
    "series_checkout.look": IN_A_WALK,
    "series_checkout.details": IN_A_WALK,
    "series_checkout.check": IN_A_WALK,
    "booking_talk.review": IN_A_WALK,
    "offers.preview": IN_A_WALK,
    "proposals.edit": IN_A_WALK,
    "proposals.withdrawal": IN_A_WALK,
    "sign_in.mailed": IN_A_WALK,
    "security.confirm_email": IN_A_WALK,
    "security.reset_password": IN_A_WALK,
    "security.two_factor_token_validation": IN_A_WALK,
    "security.mf_recovery": IN_A_WALK,
    "security.mf_recovery_codes": IN_A_WALK,
    "security.tf_select": "Flask-Security's choice among several second factors; there is one",
    "security.two_factor_rescue": "leads to the page of recovery codes",
    "transfers.find": "leads to the page of the refund that was asked for",
    "witness.show": WITNESS,
    "witness.checkpoint": WITNESS,
    "witness.alarm": WITNESS,
    "witness.evidence": WITNESS,
    "witness.answer": WITNESS,
    "reconciliation.by_hand": NO_STATEMENT,
    "reconciliation.lines": NO_STATEMENT,
    "reconciliation.entries": NO_STATEMENT,
    "reconciliation.matches": NO_STATEMENT,
    "paying.paid": CARDS,
    "paying.tipped": CARDS,
    "card_accounts.show": CARDS,
    "card_accounts.again": CARDS,
    "card_accounts.back": CARDS,
    "series_checkout.card_kept": "leads back from the processor's page; test_cards.py walks it",
    "kept_cards.index": CARDS,
    "kept_cards.back": CARDS,
    "cards_desk.index": CARDS,
    "disputes_desk.show": CARDS,
    "cases.show": NO_CASE,
    "cases.evidence": NO_CASE,
    "cases.appeal": NO_CASE,
    "case_panel.vote": NO_CASE,
    "case_panel.step_down": NO_CASE,
    "case_desk.pause": NO_CASE,
    "case_desk.lift": NO_CASE,
    "case_outcomes.draw": NO_CASE,
    "carrying.paper": NOBODY_CARRIED,
    "paper_ballots.batch": "nobody votes on paper in the demo; tests/governance/paper_ballots/test_pages.py opens it",
    "belenios.index": NOT_IN_BELENIOS,
    "belenios.election_json": NOT_IN_BELENIOS,
    "belenios.voters_txt": NOT_IN_BELENIOS,
    "belenios.archive": NOT_IN_BELENIOS,
    "orientation.show": "the demo's stewards ask no steps; tests/people/orientation/test_orientation.py opens it",
    "membership_desk.redemption": "nobody has left the demo's co-op; tests/people/test_pages.py opens it",
}


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """The site's map of addresses; it serves nothing."""
    return create_app(
        mode="test", data_dir=tmp_path_factory.mktemp("map"), secret_key="k" * 32, password_salt="s" * 16,
        totp_secret="t" * 32,
    )


@pytest.fixture(scope="session")
def signed_in(browser, demo_site):
    """A browser for each role."""
    contexts = {}
    for role in ROLES:
        contexts[role] = chromium.context_of(browser, demo_site.url, width=360)
        if role in demo_site.people:
            page = contexts[role].new_page()
            chromium.sign_in(page, *demo_site.people[role])
            page.close()
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="session")
def come_across(app, signed_in, demo_site, shared_folder):
    """Paths by role and endpoint; crawled once for all processes of a run, since all serve the same demo."""
    path = shared_folder / "come-across.json"
    with one_at_a_time(path.with_suffix(".lock")):
        if not path.exists():
            ((subject,),) = demo_site.rows("SELECT max(subject) FROM settlements WHERE settled_at IS NOT NULL")
            settled = subject.removeprefix("booking:")
            besides = {role: [path.format(settled=settled) for path in paths] for role, paths in BESIDES.items()}
            found = {role: crawl(app, signed_in[role].request, besides=besides.get(role, ())) for role in ROLES}
            path.write_text(json.dumps(found))
    return json.loads(path.read_text())


def test_no_page_is_left_out(app, come_across):
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    met = {endpoint for found in come_across.values() for endpoint in found}
    assert readable - met - set(NOT_COME_ACROSS) == set()
    assert met & set(NOT_COME_ACROSS) == set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_light_quiet_and_open_to_everybody(role, come_across, signed_in, shared_folder):
    met_before = {endpoint for earlier in ROLES[: ROLES.index(role)] for endpoint in come_across[earlier]}
    reader = Reader(signed_in[role])
    wrong = []
    for endpoint, paths in come_across[role].items():
        for path in paths if endpoint in VARIED else paths[:1]:
            answer = signed_in[role].request.head(path).headers
            is_page = answer["content-type"].startswith("text/html")
            if is_page and not answer.get("content-disposition", "").startswith("attachment"):
                wrong += reader.look_at(path, with_axe=endpoint in VARIED or endpoint not in met_before)
    (shared_folder / f"figures-{role}.json").write_text(json.dumps(reader.figures))
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
