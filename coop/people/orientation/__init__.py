"""What newcomers should know or do first: a list that stewards keep, ticked off step by step."""
