"""The steps of a booking as pages: answer, move, cancel, finish."""
