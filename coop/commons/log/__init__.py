"""The public log: what its leaves say, the duty that writes them, and the addresses it is read at."""
