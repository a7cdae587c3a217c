"""Where the money goes: what 100 is made of, the fund, the surplus."""
