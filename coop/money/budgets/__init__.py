"""The members' budget for the fund: what each account is meant to bring or cost in some days."""
