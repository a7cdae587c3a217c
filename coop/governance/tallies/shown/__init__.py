"""An outcome as headlines and tables of words, for a terminal, a CSV or a page; as JSON, all that it holds."""
