"""How ballots become outcomes: pure functions, exact arithmetic, one method a file."""
