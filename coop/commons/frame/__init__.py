"""The frame of every page: the co-op's name, the fee and who set it, the ways to go."""
