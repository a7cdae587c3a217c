"""Every address of the API, in the order people read about them."""

from __future__ import annotations

from coop.commons.api import versions
from coop.commons.api.operations import Operation
from coop.commons.api.parameters import LIMIT, MOST_WHOLE, NUMBER, Parameter, paged
from coop.commons.api.reads import (
    accounts,
    coops,
    decisions,
    distributions,
    entries,
    listings,
    periods,
    root,
    rulebook,
    search,
)
from coop.commons.api.shapes import accounts as account_shapes
from coop.commons.api.shapes import coops as coop_shapes
from coop.commons.api.shapes import decisions as decision_shapes
from coop.commons.api.shapes import distributions as distribution_shapes
from coop.commons.api.shapes import entries as entry_shapes
from coop.commons.api.shapes import listings as listing_shapes
from coop.commons.api.shapes import periods as period_shapes
from coop.commons.api.shapes import rules as rule_shapes
from coop.commons.dictionary.column import N_
from coop.market.search.asking import MOST_KM, PLACE_KINDS

_CODE = "[A-Za-z][A-Za-z0-9]{0,30}(:[A-Za-z0-9]{1,30}){0,4}"
_REFERENCE = "[A-Za-z0-9][A-Za-z0-9-]{0,39}"
_RULE = "[a-z][a-z_.-]{0,63}"
_CURSOR = "[0-9]{1,18}-[0-9A-Z]{1,16}-[0-9]{1,10}"


def _number(meaning: str) -> Parameter:
    return Parameter("id", meaning, "1", "whole", least=1, most=MOST_WHOLE, in_path=True)


_ACCOUNT = Parameter("code", N_("The account's code."), "Income:Fees", pattern=_CODE, in_path=True)
_DECISION = Parameter("reference", N_("The decision's reference."), "charter", pattern=_REFERENCE, in_path=True)

OPERATIONS: tuple[Operation, ...] = (
    Operation("/", "root", "coop", N_("Where everything is."), coop_shapes.Root, root.root, versions.books,
              seconds=3600),
    Operation("/coop", "coop", "coop", N_("The co-op, its currency and founding preset, and how much there is."),
              coop_shapes.Coop, coops.coop, versions.everything),
    Operation("/accounts", "accounts", "ledger", N_("Every account with its balance."),
              account_shapes.AccountList, accounts.accounts, versions.books),
    Operation("/accounts/{code}", "account", "ledger", N_("One account with its balance."),
              account_shapes.Account, accounts.account, versions.books, (_ACCOUNT,)),
    Operation("/accounts/{code}/postings", "postings", "ledger",
              N_("An account's postings, newest first, each with the balance after it."),
              account_shapes.RunningPostings, accounts.postings, versions.books,
              (_ACCOUNT, *paged(f"{NUMBER}-[0-9]{{1,4}}", "12-2"))),
    Operation("/entries", "entries", "ledger", N_("Entries of the ledger, newest first, all or some of them."),
              entry_shapes.EntryList, entries.entries, versions.books,
              (Parameter("kind", N_("Only entries of this kind."), "tip", pattern="[a-z-]{1,40}"),
               Parameter("account", N_("Only entries that move this account."), "Income:Fees", pattern=_CODE),
               Parameter("since", N_("Only entries of this day or later."), "2026-01-01", "day"),
               Parameter("until", N_("Only entries of this day or earlier."), "2026-12-31", "day"),
               Parameter("rule", N_("Only entries that follow this rule, or this version of it."), "fee.rate#1",
                         pattern=f"{_RULE}(#[0-9]{{1,9}})?"),
               Parameter("decision", N_("Only entries that carry out this decision."), "charter", pattern=_REFERENCE),
               *paged(NUMBER, "12"))),
    Operation("/entries/{id}", "entry", "ledger", N_("One entry with its postings, rules and decision."),
              entry_shapes.Entry, entries.entry, versions.books, (_number(N_("The entry's number.")),)),
    Operation("/periods", "periods", "ledger", N_("Closed periods, newest first."),
              period_shapes.PeriodList, periods.periods, versions.books, paged(NUMBER, "3")),
    Operation("/periods/{id}", "period", "ledger", N_("One closed period with its statement."),
              period_shapes.Period, periods.period, versions.books, (_number(N_("The period's number.")),)),
    Operation("/rules", "rules", "rules", N_("Every rule with its bounds and the version in force."),
              rule_shapes.RuleList, rulebook.rules, versions.books),
    Operation("/rules/{name}", "rule", "rules", N_("One rule with every version it ever had."),
              rule_shapes.Rule, rulebook.rule, versions.books,
              (Parameter("name", N_("The rule's name."), "fee.rate", pattern=_RULE, in_path=True),)),
    Operation("/algorithms/ranking", "ranking", "rules", N_("The weights in force of the order of search results."),
              rule_shapes.Ranking, rulebook.ranking, versions.books),
    Operation("/decisions", "decisions", "decisions", N_("Decisions and proposals, newest first."),
              decision_shapes.DecisionList, decisions.decisions, versions.votes, paged(NUMBER, "3")),
    Operation("/decisions/{reference}", "decision", "decisions",
              N_("One decision: its vote, the outcome, and what was carried out."),
              decision_shapes.Decision, decisions.decision, versions.votes, (_DECISION,)),
    Operation("/distributions", "distributions", "decisions", N_("Surpluses shared out, newest first."),
              distribution_shapes.DistributionList, distributions.distributions, versions.votes, paged(NUMBER, "3")),
    Operation("/distributions/{reference}", "distribution", "decisions",
              N_("One distribution with its lines and dividends."),
              distribution_shapes.Distribution, distributions.distribution, versions.votes, (_DECISION,)),
    Operation("/categories", "categories", "market", N_("The tree of categories."),
              listing_shapes.CategoryList, listings.categories, versions.market, seconds=60),
    Operation("/listings", "listings", "market", N_("All open listings, by reference."),
              listing_shapes.ListingList, listings.listings, versions.market,
              (Parameter("category", N_("Only this category and those below it, by key."), "cleaning",
                         pattern="[a-z0-9_-]{1,40}"),
               *paged("[0-9A-Z]{1,16}", "K7Q2M9XW")), seconds=60),
    Operation("/listings/{reference}", "listing", "market", N_("One open listing."),
              listing_shapes.Listing, listings.listing, versions.market,
              (Parameter("reference", N_("The listing's reference."), "K7Q2M9XW", pattern="[0-9A-Z]{1,16}",
                         in_path=True),), seconds=60),
    Operation("/search", "search", "market",
              N_("Open listings in the published order, each with its score laid open; a bounded number is compared."),
              listing_shapes.SearchPage, search.search, versions.market,
              (Parameter("q", N_("Words to look for."), "cleaning", pattern="[^\\x00-\\x1f]{0,200}"),
               Parameter("category", N_("Only this category and those below it, by key."), "cleaning",
                         pattern="[a-z0-9_-]{1,40}"),
               Parameter("place", N_("Near this place, by its name."), "Old Harbour", pattern="[^\\x00-\\x1f]{0,80}"),
               Parameter("lat", N_("Near this point: degrees north. Give lon too."), "43.3",
                         pattern="-?([0-8]?[0-9]([.][0-9]{1,6})?|90)"),
               Parameter("lon", N_("Near this point: degrees east. Give lat too."), "5.4",
                         pattern="-?((1[0-7]|[0-9])?[0-9]([.][0-9]{1,6})?|180)"),
               Parameter("km", N_("So far from it at most, where clients go to the worker."), "10", "whole", least=1,
                         most=MOST_KM),
               Parameter("date", N_("Only who is free on this day."), "2026-12-31", "day"),
               Parameter("max_cents", N_("Only what costs at most so many minor units."), "5000", "whole", least=0,
                         most=999_999_999),
               Parameter("kind", N_("Where the work is done."), "travel", choices=PLACE_KINDS),
               Parameter("after", N_("Go on after this result; `next` does it for you."), "123-K7Q2M9XW-29540000",
                         pattern=_CURSOR),
               LIMIT), seconds=60),
)

BY_NAME = {operation.name: operation for operation in OPERATIONS}
