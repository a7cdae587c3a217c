"""Giving one's vote to another member, for one vote or for a term: asked, accepted, ended, and forgotten when over."""
