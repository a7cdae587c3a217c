"""From the books to shapes: a few Core queries for each question, the same number whatever is found."""
