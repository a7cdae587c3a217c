"""Each feed from what its page shows."""

from __future__ import annotations

import datetime as dt
import uuid

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.commons import labels
from coop.commons.entries import queries as entries
from coop.commons.entries.filters import Filters
from coop.commons.feeds import queries
from coop.commons.feeds.frame import Site
from coop.commons.keyset import Key
from coop.commons.rulebook.words import said
from coop.governance import words
from coop.governance.decisions import queries as decisions
from coop.market.listings.words import place_said, price_said
from coop.web import clock, filters
from coop.web.atom import Feed, Item


def entries_feed(session: Session, site: Site, before: str) -> Feed:
    """New entries, by their lasting numbers."""
    page = entries.entry_list(session, Filters(), Key(before=(int(before),) if before else ()))
    lasting = queries.uuids(session, [entry.id for entry in page.entries])
    items = [
        Item(
            id=uuid.UUID(lasting[entry.id]).urn,
            title=_("Entry %(number)s: %(what)s", number=entry.id, what=labels.entry_kind(entry.kind)),
            url=f"{site.url}/ledger/entries/{entry.id}",
            updated=entry.recorded_at,
            summary=_moved(entry),
        )
        for entry in page.entries
    ]
    title = _("Entries of the ledger")
    return site.feed("entries", title, "/ledger/entries", items, key=before, older=page.older)


def _moved(entry: entries.Listed) -> str:
    parts = [filters.money(entry.cents)] if entry.cents else []
    return ", ".join(parts + ([filters.duration(entry.minutes)] if entry.minutes else []))


def decisions_feed(session: Session, site: Site, before: str, *, at: dt.datetime) -> Feed:
    """Votes opened, and their outcomes; open votes are on the first page."""
    decided = decisions.decided(session, at=at, after=int(before) if before else None)
    listed = decided if before else [*decisions.open_votes(session, at=at), *decided]
    listed.sort(key=lambda one: one.since, reverse=True)
    items = [
        Item(
            id=site.tag(f"decisions/{one.proposal.reference}"),
            title=f"{words.stage(one.stage.value)}: {one.proposal.title}",
            url=f"{site.url}/decisions/{one.proposal.reference}",
            updated=one.since,
            summary=one.statement or words.kind(one.proposal.kind),
        )
        for one in listed
    ]
    older = decided[-1].proposal.id if len(decided) == decisions.PAGE else None
    return site.feed("decisions", _("Decisions"), "/decisions", items, key=before, older=older)


def rules_feed(session: Session, site: Site, before: str) -> Feed:
    """Every version of a rule as it is set."""
    rows, older = queries.rule_versions(session, int(before) if before else None)
    items = [
        Item(
            id=site.tag(f"rules/{row.name}/{row.version}"),
            title=_("%(rule)s: %(value)s", rule=row.name, value=said(row.name, row.value)),
            url=f"{site.url}/rules/{row.name}#v{row.version}",
            updated=row.recorded_at,
            summary=_("From %(when)s, by %(decision)s.", when=filters.moment(row.in_force_from), decision=row.title),
        )
        for row in rows
    ]
    return site.feed("rules", _("Changes of the rules"), "/rules", items, key=before, older=older)


def listings_feed(session: Session, site: Site, before: str) -> Feed:
    """Open listings in the order of their first publication."""
    rows, older = queries.new_listings(session, before, at=clock.now())
    items = [
        Item(
            id=site.tag(f"listings/{row.reference}"),
            title=row.title,
            url=f"{site.url}/listings/{row.reference}",
            updated=row.published_at,
            summary=_("%(price)s, %(place)s, by %(name)s", price=price_said(row), name=row.display_name,
                      place=place_said(row.place_kind, row.place_label)),
            published=row.published_at,
        )
        for row in rows
    ]
    return site.feed("listings", _("New listings"), "/services", items, key=before, older=older)


