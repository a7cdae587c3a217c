"""Atom feeds: new entries, decisions, rules and listings."""
