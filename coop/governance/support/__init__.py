"""Supporting a proposal and reacting to what is said about it: the pages. The deeds lie in `proposals`."""
