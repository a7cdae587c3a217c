"""What the two sides of a booking say to each other, and of each other."""
