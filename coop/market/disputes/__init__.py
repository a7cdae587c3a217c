"""A dispute about a booking, which a drawn panel decides; and who dealt with whom, which no panel forgets."""
