"""Statements of any stretch of days: one arithmetic for the desk, the public pages and the closed periods."""
