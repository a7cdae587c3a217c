"""Seeding: eight months of a co-op, through the same actions as the pages, each at its own moment."""

from coop.demo.seeding.seed import NotADemo, seed

__all__ = ["NotADemo", "seed"]
