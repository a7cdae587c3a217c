"""The public pages of decisions: what is open, what was decided, how to count it again."""
