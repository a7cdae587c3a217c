"""The published order of search results."""
