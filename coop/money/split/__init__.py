"""Where the money of a booking goes: the five lines, and their way back in a refund."""
