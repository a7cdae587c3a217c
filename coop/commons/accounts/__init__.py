"""What the books say: accounts, balances, the check that money held covers money owed."""
