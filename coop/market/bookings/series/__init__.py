"""Several visits by one rule: looked at whole, asked for whole, and each a booking of its own from then on."""
