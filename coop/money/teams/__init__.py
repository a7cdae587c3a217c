"""What each of a team gets of one booking, fixed when it is booked."""
