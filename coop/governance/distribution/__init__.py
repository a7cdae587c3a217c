"""Splitting the surplus of a closed period: floors first, then what members voted."""
