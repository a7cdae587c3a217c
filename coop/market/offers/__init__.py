"""The page of a listing as a client sees it: what, how much and where it goes, when, by whom."""
