"""Closing a vote and stating its outcome."""
