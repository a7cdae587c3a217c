"""What every resource stands on: records, clock, money, parameters, events, answers given once."""
