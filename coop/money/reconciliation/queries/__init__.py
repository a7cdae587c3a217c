"""What the bank says, what the books say, and what is not the same on either side."""

from coop.money.reconciliation.queries.comparing import comparison, shown, span, statements, version
from coop.money.reconciliation.queries.conditions import Booked
from coop.money.reconciliation.queries.matches import (
    PAGE,
    MatchView,
    count_matched_lines,
    line_by_id,
    lines_by_ids,
    match_of,
    match_views,
    postings_by_keys,
)
from coop.money.reconciliation.queries.proposing import choices_for, found, matched_among
from coop.money.reconciliation.queries.unmatched import (
    count_unmatched_lines,
    count_unmatched_postings,
    oldest_unmatched,
    unmatched_lines,
    unmatched_postings,
)

__all__ = [
    "PAGE",
    "Booked",
    "MatchView",
    "choices_for",
    "comparison",
    "count_matched_lines",
    "count_unmatched_lines",
    "count_unmatched_postings",
    "found",
    "line_by_id",
    "lines_by_ids",
    "match_of",
    "match_views",
    "matched_among",
    "oldest_unmatched",
    "postings_by_keys",
    "shown",
    "span",
    "statements",
    "unmatched_lines",
    "unmatched_postings",
    "version",
]
