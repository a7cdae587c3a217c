"""A year of the same co-op: four quarters of trips, a fee voted on, an election, a case, a member who leaves."""
