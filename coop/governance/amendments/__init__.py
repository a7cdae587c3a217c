"""Offering an amendment to somebody's proposal, and answering it: the pages. The deeds are `proposals.offers`."""
