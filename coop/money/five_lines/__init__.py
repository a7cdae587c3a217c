"""The five lines of a price, under the rules in force: one function for every page."""
