"""Leave of absence and the least hours that a rule may ask of members."""
