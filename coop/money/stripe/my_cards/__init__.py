"""A person's page of the cards they keep."""
