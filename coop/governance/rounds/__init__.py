"""Rounds in which members propose projects and share out a fund among them."""
