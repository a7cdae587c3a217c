"""What the API's answers hold besides data: addresses, pages of a list, and refusals."""

from __future__ import annotations

from coop.commons.dictionary.column import ARRAY, INTEGER, N_, OBJECT, TEXT, Column

URL = Column(TEXT, N_("Address of this in the API, from the root of the site."), "/api/v1/entries/12")
PAGE_URL = Column(TEXT, N_("Address of the page for people, from the root of the site."), "/ledger/entries/12")
ITEMS = Column(ARRAY, N_("What this page of the list holds."), [])
NEXT = Column(TEXT, N_("Address of the next page, further on in the list, or null at its end."),
              "/api/v1/entries?before=12")
PREV = Column(TEXT, N_("Address of the page before, back toward the list's beginning, or null there."),
              "/api/v1/entries?after=61")
LINKS = Column(OBJECT, N_("Addresses of every list and document, by name."), {"entries": "/api/v1/entries"})
BALLOTS_URL = Column(TEXT, N_("Address of the published ballots as CSV, or null before the vote is over."),
                     "/decisions/4/ballots.csv")
HASHES_URL = Column(TEXT, N_("Address of the ballots' fingerprints with their chain, or null before the vote is over."),
                    "/decisions/4/hashes.txt")
API = Column(TEXT, N_("The version of this API."), "v1")

PROBLEM_TYPE = Column(TEXT, N_("What kind of refusal this is, as an address."), "/api#unknown-parameter")
PROBLEM_TITLE = Column(TEXT, N_("The refusal in a few words."), "Unknown parameter")
PROBLEM_STATUS = Column(INTEGER, N_("The HTTP status, again."), 400)
PROBLEM_DETAIL = Column(TEXT, N_("What was wrong and what to do."), "There is no parameter page. Allowed: limit.")
PROBLEM_PARAMETER = Column(TEXT, N_("The parameter it is about; left out where it is about none."), "page")
PROBLEM_ALLOWED = Column(ARRAY, N_("What would be taken instead; left out where that cannot be listed."), ["limit"])
